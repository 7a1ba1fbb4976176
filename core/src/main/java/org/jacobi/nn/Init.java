package org.jacobi.nn;

import org.jacobi.array.NDArray;
import org.jacobi.tensor.Rng;

/**
 * How a parameter gets its first values: a pure function of the random numbers given, which the
 * model keys by (seed, "init", path). The numbers are computed in F64 and then rounded, so that a
 * model in F32 starts from the same ones as a model in F64.
 *
 * <pre>{@code
 * var model = new Sequential(
 *     new Linear(30, 64).weightInit(Init.xavierUniform(Gain.TANH)), new Tanh(),
 *     new Linear(64, 2));
 * }</pre>
 *
 * <p>Those made here print themselves as they are called, such as {@code normal(0, 0.02)}. An own
 * one is a lambda.
 */
@FunctionalInterface
public interface Init {
  /** Overwrites {@code out} with initial values. */
  void fill(NDArray out, Fan fan, Rng rng);

  /** The same number everywhere. */
  static Init constant(double number) {
    return new Inits.Constant(number);
  }

  /** 0 everywhere. */
  static Init zeros() {
    return constant(0);
  }

  /** 1 everywhere. */
  static Init ones() {
    return constant(1);
  }

  /**
   * Uniform in [low, high).
   *
   * @throws IllegalArgumentException if the bounds are not finite, or low &gt; high
   */
  static Init uniform(double low, double high) {
    return new Inits.Uniform(low, high);
  }

  /**
   * Normal.
   *
   * @throws IllegalArgumentException if a number is not finite, or the deviation is negative
   */
  static Init normal(double mean, double deviation) {
    return new Inits.Normal(mean, deviation);
  }

  /**
   * Normal, where numbers farther than two deviations from the mean are drawn again; the standard
   * deviation of what remains is 0.8796 times the given one.
   *
   * @throws IllegalArgumentException if a number is not finite, or the deviation is negative
   */
  static Init truncatedNormal(double mean, double deviation) {
    return new Inits.TruncatedNormal(mean, deviation);
  }

  /**
   * Uniform in ±gain · √(6 / (fan-in + fan-out)) (Glorot, Bengio 2010).
   *
   * @param gain see {@link Gain}
   * @throws IllegalArgumentException if the gain is not positive
   */
  static Init xavierUniform(double gain) {
    return new Inits.XavierUniform(gain);
  }

  /**
   * Normal with mean 0 and deviation gain · √(2 / (fan-in + fan-out)) (Glorot, Bengio 2010).
   *
   * @param gain see {@link Gain}
   * @throws IllegalArgumentException if the gain is not positive
   */
  static Init xavierNormal(double gain) {
    return new Inits.XavierNormal(gain);
  }

  /**
   * Uniform in ±gain · √(3 / fan) (He, Zhang, Ren, Sun 2015).
   *
   * @param mode which fan
   * @param gain see {@link Gain}; for rectifiers {@link Gain#RELU}
   * @throws IllegalArgumentException if the gain is not positive
   */
  static Init kaimingUniform(Fan.Mode mode, double gain) {
    return new Inits.KaimingUniform(mode, gain);
  }

  /**
   * Normal with mean 0 and deviation gain / √fan (He, Zhang, Ren, Sun 2015).
   *
   * @param mode which fan
   * @param gain see {@link Gain}; for rectifiers {@link Gain#RELU}
   * @throws IllegalArgumentException if the gain is not positive
   */
  static Init kaimingNormal(Fan.Mode mode, double gain) {
    return new Inits.KaimingNormal(mode, gain);
  }

  /**
   * gain · Q with orthonormal rows, or orthonormal columns where there are more rows than columns
   * (Saxe, McClelland, Ganguli 2014). The rows are the first axis, the columns all others together:
   * the weight (out × in) of {@link Linear} is the matrix of the map from inputs to outputs.
   *
   * <p>Q is uniformly distributed: it comes from normal numbers by the method of Gram and Schmidt.
   *
   * @param gain see {@link Gain}
   * @throws IllegalArgumentException if the gain is not positive; {@link #fill} throws it for an
   *     array of fewer than two axes
   */
  static Init orthogonal(double gain) {
    return new Inits.Orthogonal(gain);
  }

  /** Uniform in ±1/√fan-in: what PyTorch's Linear starts with. */
  static Init fanInUniform() {
    return new Inits.FanInUniform();
  }
}
