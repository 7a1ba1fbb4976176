package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One part of the Jacobian of softmax divided by a wrong power of s = Σ exp x. */
final class SoftmaxWrongPower implements Suspect {
  private static final int[] EXPONENTS = {-1, 1, -2, 2};

  @Override
  public Mistake mistake() {
    return Mistake.SOFTMAX_WRONG_POWER;
  }

  @Override
  public List<double @Nullable []> forms(View view) {
    List<double @Nullable []> forms = new ArrayList<>();
    for (SoftmaxChain chain : SoftmaxChain.of(view)) {
      int n = chain.p().length;
      double[] zero = new double[n];
      double[] whole = chain.whole();
      double[] diagonal = chain.diagonal();
      double[] first = new double[n];
      double[] ownSquare = new double[n];
      Arrays.setAll(first, i -> chain.p()[i] * chain.q()[i]);
      Arrays.setAll(ownSquare, i -> -chain.p()[i] * chain.p()[i] * chain.q()[i]);
      for (double[] power : chain.powers()) {
        for (int exponent : EXPONENTS) {
          forms.add(SoftmaxChain.plus(whole, power, exponent, zero));
          for (double[] part : List.of(first, diagonal, ownSquare)) {
            double[] rest = minus(whole, part);
            forms.add(SoftmaxChain.plus(part, power, exponent, rest));
            forms.add(SoftmaxChain.plus(rest, power, exponent, part));
          }
        }
      }
    }
    return forms;
  }

  private static double[] minus(double[] a, double[] b) {
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> a[i] - b[i]);
    return out;
  }
}
