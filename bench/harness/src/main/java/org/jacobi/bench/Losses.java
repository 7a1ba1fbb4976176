package org.jacobi.bench;

import java.util.List;

/** What shows that a contestant did its work: the loss after training, the error of an answer. */
final class Losses {
  private Losses() {}

  /** Mean loss of logits: cross entropy, or binary cross entropy where there is one output. */
  static double loss(float[] logits, int[] labels, int outputs) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum +=
          outputs == 1
              ? binary(logits[row], labels[row])
              : crossEntropy(logits, row * outputs, outputs, labels[row]);
    }
    return sum / labels.length;
  }

  private static double binary(double logit, int label) {
    return Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
  }

  private static double crossEntropy(float[] logits, int start, int outputs, int label) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < outputs; i++) {
      largest = Math.max(largest, logits[start + i]);
    }
    double sum = 0;
    for (int i = 0; i < outputs; i++) {
      sum += Math.exp(logits[start + i] - largest);
    }
    return largest + Math.log(sum) - logits[start + label];
  }

  /** The largest distance of probabilities from those that plain loops in double give. */
  static double error(float[] answers, float[] features, int rows, List<Setup.Dense> layers) {
    double worst = 0;
    int inputs = layers.getFirst().inputs();
    int outputs = layers.getLast().outputs();
    for (int row = 0; row < rows; row++) {
      double[] x = new double[inputs];
      for (int i = 0; i < inputs; i++) {
        x[i] = features[row * inputs + i];
      }
      double[] expected = softmax(forward(x, layers));
      for (int i = 0; i < outputs; i++) {
        worst = Math.max(worst, Math.abs(expected[i] - answers[row * outputs + i]));
      }
    }
    return worst;
  }

  private static double[] forward(double[] input, List<Setup.Dense> layers) {
    double[] x = input;
    for (int l = 0; l < layers.size(); l++) {
      var layer = layers.get(l);
      double[] y = new double[layer.outputs()];
      for (int o = 0; o < y.length; o++) {
        y[o] = layer.bias()[o];
        for (int i = 0; i < x.length; i++) {
          y[o] += layer.weight()[o * x.length + i] * x[i];
        }
        y[o] = l + 1 == layers.size() ? y[o] : Math.max(0, y[o]);
      }
      x = y;
    }
    return x;
  }

  private static double[] softmax(double[] x) {
    double largest = Statistics.quantile(x, 1);
    double sum = 0;
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.exp(x[i] - largest);
      sum += y[i];
    }
    for (int i = 0; i < x.length; i++) {
      y[i] /= sum;
    }
    return y;
  }
}
