package org.jacobi.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jacobi.data.DataException;
import org.jacobi.nn.BatchNorm1d;
import org.jacobi.nn.Dropout;
import org.jacobi.nn.Init;
import org.jacobi.nn.Linear;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.UnaryLayer;
import org.jspecify.annotations.Nullable;

/**
 * The hidden layers of a network as they are written on the command line, such as {@code
 * 64:sigmoid,32:relu:0.2}: sizes, each with an activation and a dropout of its own where it has
 * one.
 *
 * @param hidden the hidden layers in order
 * @param bias whether the layers have a bias
 * @param batchNorm whether numbers are normalised before each activation
 * @param init how weights get their first values
 */
record NetworkSpec(List<Hidden> hidden, boolean bias, boolean batchNorm, InitChoice init) {
  /** More in one layer is taken for a slip of the finger. */
  private static final int LARGEST = 1_000_000;

  /** One hidden layer. */
  record Hidden(int size, Activation activation, double dropout) {}

  /**
   * Reads the hidden layers.
   *
   * @param activation where a layer names none
   * @param dropout where a layer names none
   */
  static List<Hidden> parse(String text, Activation activation, double dropout) {
    List<Hidden> layers = new ArrayList<>();
    if (text.strip().equalsIgnoreCase("none")) {
      return layers;
    }
    for (String part : text.split(",", -1)) {
      layers.add(layer(text, part.strip(), activation, dropout));
    }
    return layers;
  }

  private static Hidden layer(String text, String part, Activation otherwise, double dropout) {
    String[] settings = part.split(":", -1);
    int size = size(text, settings[0]);
    Activation activation = null;
    Double own = null;
    for (int i = 1; i < settings.length; i++) {
      Double number = number(settings[i]);
      if (number != null && own == null) {
        Choices.belowOne("the dropout in --hidden " + text, number);
        own = number;
      } else if (number == null && activation == null) {
        activation = activation(text, settings[i]);
      } else {
        throw wrong(text, part, "says something twice");
      }
    }
    return new Hidden(
        size, activation != null ? activation : otherwise, own != null ? own : dropout);
  }

  private static @Nullable Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int size(String text, String size) {
    if (!size.matches("[0-9]{1,7}")) {
      throw wrong(text, size, "is no size");
    }
    int number = Integer.parseInt(size);
    if (number == 0 || number > LARGEST) {
      throw wrong(text, size, "is not a size from 1 to " + Words.count(LARGEST));
    }
    return number;
  }

  private static Activation activation(String text, String name) {
    if (!Activation.isKnown(name)) {
      throw wrong(
          text,
          name,
          "is no activation ("
              + String.join(", ", Activation.names())
              + ")"
              + Activation.hint(name));
    }
    return Activation.named(name.toLowerCase(Locale.ROOT));
  }

  private static UserError wrong(String text, String part, String what) {
    return new UserError(
        "--hidden "
            + text
            + ": "
            + DataException.quote(part)
            + " "
            + what
            + (what.endsWith("?") ? " Write" : ". Write")
            + " sizes such as 256,128, or 64:sigmoid,32:relu:0.2 with activations and dropout, or"
            + " none");
  }

  /**
   * The network.
   *
   * @param features numbers in a row of the input
   * @param outputs numbers in a row of the output
   * @param tail what follows the last linear layer
   */
  Sequential build(int features, int outputs, List<UnaryLayer> tail) {
    List<UnaryLayer> layers = new ArrayList<>();
    int before = features;
    for (Hidden layer : hidden) {
      layers.add(linear(before, layer.size, layer.activation));
      if (batchNorm) {
        layers.add(new BatchNorm1d(layer.size));
      }
      layers.add(layer.activation.layer());
      if (layer.dropout > 0) {
        layers.add(new Dropout(layer.dropout));
      }
      before = layer.size;
    }
    layers.add(linear(before, outputs, null));
    layers.addAll(tail);
    return new Sequential(layers.toArray(UnaryLayer[]::new));
  }

  private Linear linear(int inputs, int outputs, @Nullable Activation next) {
    var layer = new Linear(inputs, outputs, bias);
    Init weights = init.before(next);
    if (weights != null) {
      layer.weightInit(weights);
      var b = layer.bias();
      if (b != null) {
        b.init(Init.zeros());
      }
    }
    return layer;
  }
}
