package org.jacobi.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jacobi.array.Near;
import org.jacobi.nn.ELU;
import org.jacobi.nn.GELU;
import org.jacobi.nn.Gain;
import org.jacobi.nn.LeakyReLU;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.SiLU;
import org.jacobi.nn.Sigmoid;
import org.jacobi.nn.Softplus;
import org.jacobi.nn.Tanh;
import org.jacobi.nn.TanhGELU;
import org.jacobi.nn.UnaryLayer;

/** The activations of hidden layers by name. */
enum Activation {
  RELU(Gain.RELU, true),
  LEAKY_RELU(Gain.leakyRelu(LeakyReLU.SLOPE), true),
  ELU(Gain.RELU, true),
  GELU(Gain.RELU, true),
  TANH_GELU(Gain.RELU, true),
  SILU(Gain.RELU, true),
  SOFTPLUS(Gain.RELU, true),
  SIGMOID(Gain.SIGMOID, false),
  TANH(Gain.TANH, false);

  private final double gain;
  private final boolean rectifies;

  Activation(double gain, boolean rectifies) {
    this.gain = gain;
    this.rectifies = rectifies;
  }

  UnaryLayer layer() {
    return switch (this) {
      case RELU -> new ReLU();
      case LEAKY_RELU -> new LeakyReLU();
      case ELU -> new ELU();
      case GELU -> new GELU();
      case TANH_GELU -> new TanhGELU();
      case SILU -> new SiLU();
      case SOFTPLUS -> new Softplus();
      case SIGMOID -> new Sigmoid();
      case TANH -> new Tanh();
    };
  }

  /** What initial weights before it are multiplied with. */
  double gain() {
    return gain;
  }

  /** True if about half of the numbers are lost, as by ReLU. */
  boolean rectifies() {
    return rectifies;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Activation::toString).toList();
  }

  static boolean isKnown(String name) {
    return names().contains(name.toLowerCase(Locale.ROOT));
  }

  static Activation named(String name) {
    int at = names().indexOf(name.toLowerCase(Locale.ROOT));
    if (at < 0) {
      throw Choices.unknown("--activation", name, names());
    }
    return values()[at];
  }

  static String hint(String name) {
    return Near.hint(name, names());
  }

  /** Such as {@code leaky-relu}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
