package org.jacobi.learn.doctor.blind;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jacobi.learn.doctor.Mistake;

/** Patients whose author has not seen the doctor. */
public final class BlindPatients {
  private BlindPatients() {}

  /** Classes with one mistake each. */
  public static Map<Class<?>, Mistake> faulty() {
    Map<Class<?>, Mistake> all = new LinkedHashMap<>();
    putActivationMistakes(all);
    putDenseMistakes(all);
    putGates(all);
    putRowMistakes(all);
    putLossMistakes(all);
    putOptimizerMistakes(all);
    putInits(all);
    putBatches(all);
    return all;
  }

  private static void putActivationMistakes(Map<Class<?>, Mistake> all) {
    all.put(BlindActivationMistakes.Tanh1.class, Mistake.DERIVATIVE_AT_ACTIVATION);
    all.put(BlindActivationMistakes.Sigmoid1.class, Mistake.DERIVATIVE_AT_ACTIVATION);
    all.put(BlindActivationMistakes.Softplus1.class, Mistake.DERIVATIVE_AT_ACTIVATION);
    all.put(BlindActivationMistakes.Sigmoid2.class, Mistake.DERIVATIVE_AT_PREACTIVATION);
    all.put(BlindActivationMistakes.Tanh2.class, Mistake.DERIVATIVE_AT_PREACTIVATION);
    all.put(BlindActivationMistakes.Elu1.class, Mistake.DERIVATIVE_AT_PREACTIVATION);
    all.put(BlindActivationMistakes.Tanh3.class, Mistake.UPSTREAM_IGNORED);
    all.put(BlindActivationMistakes.Relu1.class, Mistake.UPSTREAM_OVERWRITTEN);
    all.put(BlindActivationMistakes.Swish1.class, Mistake.UPSTREAM_OVERWRITTEN);
    all.put(BlindActivationMistakes.Relu2.class, Mistake.INPUT_OVERWRITTEN);
    all.put(BlindActivationMistakes.Relu3.class, Mistake.MASK_NOT_APPLIED);
    all.put(BlindActivationMistakes.Sigmoid3.class, Mistake.STORED_OVERWRITTEN);
    all.put(BlindActivationMistakes.Softplus2.class, Mistake.OVERFLOW);
    all.put(BlindActivationMistakes.Sigmoid4.class, Mistake.OVERFLOW);
    all.put(BlindActivationMistakes.Leaky1.class, Mistake.UNEXPLAINED);
    all.put(BlindActivationMistakes.Gelu1.class, Mistake.UNEXPLAINED);
    all.put(BlindActivationMistakes.Abs1.class, Mistake.SIGN_LOST);
    all.put(BlindActivationMistakes.Square1.class, Mistake.FACTOR_HALF);
    all.put(BlindActivationMistakes.Forget1.class, Mistake.SIGN_TURNED);
    all.put(BlindActivationMistakes.Tanh4.class, Mistake.NULL_OUTPUT);
    all.put(BlindActivationMistakes.Relu4.class, Mistake.WRONG_SHAPE);
  }

  private static void putDenseMistakes(Map<Class<?>, Mistake> all) {
    all.put(BlindDenseMistakes.Dense1.class, Mistake.NOTHING_RETURNED);
    all.put(BlindDenseMistakes.Dense2.class, Mistake.BIAS_NOT_SUMMED);
    all.put(BlindDenseMistakes.Bias1.class, Mistake.BIAS_NOT_SUMMED);
    all.put(BlindDenseMistakes.Dense3.class, Mistake.BIAS_AVERAGED);
    all.put(BlindDenseMistakes.Scale1.class, Mistake.BIAS_AVERAGED);
    all.put(BlindDenseMistakes.MatMul1.class, Mistake.WEIGHT_GRADIENT_TRANSPOSED);
    all.put(BlindDenseMistakes.Mix1.class, Mistake.WEIGHT_GRADIENT_TRANSPOSED);
    all.put(BlindDenseMistakes.Mix2.class, Mistake.WEIGHT_NOT_TRANSPOSED);
    all.put(BlindDenseMistakes.MatMul2.class, Mistake.WEIGHT_NOT_TRANSPOSED);
    all.put(BlindDenseMistakes.Dense4.class, Mistake.INITIAL_WEIGHTS_USED);
    all.put(BlindDenseMistakes.MatMul3.class, Mistake.INITIAL_WEIGHTS_USED);
    all.put(BlindDenseMistakes.Dense5.class, Mistake.GRADIENT_ACCUMULATED);
    all.put(BlindDenseMistakes.Gain1.class, Mistake.GRADIENT_ACCUMULATED);
    all.put(BlindDenseMistakes.Tied1.class, Mistake.GRADIENT_NOT_ACCUMULATED);
    all.put(BlindDenseMistakes.Scale2.class, Mistake.GRADIENT_NOT_ACCUMULATED);
    all.put(BlindWeightMistakes.Dense6.class, Mistake.BATCH_FACTOR_EXTRA);
    all.put(BlindWeightMistakes.Dense7.class, Mistake.PARAMETER_WITHOUT_EFFECT);
    all.put(BlindWeightMistakes.Swish2.class, Mistake.PARAMETER_WITHOUT_EFFECT);
    all.put(BlindWeightMistakes.MatMul4.class, Mistake.THROWS);
    all.put(BlindWeightMistakes.MatMul5.class, Mistake.WRONG_SHAPE);
    all.put(BlindWeightMistakes.Threshold1.class, Mistake.SIGN_TURNED);
  }

  private static void putGates(Map<Class<?>, Mistake> all) {
    all.put(BlindGates.Subtract1.class, Mistake.SIGN_TURNED);
    all.put(BlindGates.Middle1.class, Mistake.FACTOR_TWO);
    all.put(BlindGates.Product1.class, Mistake.NOTHING_RETURNED);
    all.put(BlindGates.Product2.class, Mistake.UPSTREAM_IGNORED);
    all.put(BlindGates.Product3.class, Mistake.INPUT_OVERWRITTEN);
    all.put(BlindGates.Residual1.class, Mistake.GRADIENT_NOT_ACCUMULATED);
    all.put(BlindGates.Larger1.class, Mistake.MASK_NOT_APPLIED);
  }

  private static void putRowMistakes(Map<Class<?>, Mistake> all) {
    all.put(BlindRowMistakes.Softmax1.class, Mistake.SOFTMAX_WRONG_POWER);
    all.put(BlindRowMistakes.Softmax2.class, Mistake.SOFTMAX_WRONG_POWER);
    all.put(BlindRowMistakes.Softmax3.class, Mistake.SOFTMAX_DIAGONAL_ONLY);
    all.put(BlindRowMistakes.Softmax4.class, Mistake.SOFTMAX_DIAGONAL_ONLY);
    all.put(BlindRowMistakes.Softmax5.class, Mistake.OVERFLOW);
    all.put(BlindRowMistakes.LogSoftmax1.class, Mistake.INPUT_OVERWRITTEN);
    all.put(BlindRowMistakes.LogSoftmax2.class, Mistake.LOG_OF_ZERO);
    all.put(BlindRowMistakes.Norm1.class, Mistake.STATISTICS_CONSTANT);
    all.put(BlindRowMistakes.Norm2.class, Mistake.NOT_A_NUMBER);
    all.put(BlindRowMistakes.Words1.class, Mistake.GRADIENT_NOT_ACCUMULATED);
    all.put(BlindRowMistakes.Dropout1.class, Mistake.MASK_NOT_APPLIED);
    all.put(BlindRowMistakes.Dropout2.class, Mistake.MASK_NOT_SCALED);
    all.put(BlindRowMistakes.Dropout3.class, Mistake.MASK_NOT_SCALED);
  }

  private static void putLossMistakes(Map<Class<?>, Mistake> all) {
    all.put(BlindLossMistakes.CrossEntropy1.class, Mistake.BATCH_FACTOR_MISSING);
    all.put(BlindLossMistakes.Squared1.class, Mistake.BATCH_FACTOR_MISSING);
    all.put(BlindLossMistakes.Binary1.class, Mistake.BATCH_FACTOR_EXTRA);
    all.put(BlindLossMistakes.Squared2.class, Mistake.FACTOR_TWO);
    all.put(BlindLossMistakes.Squared3.class, Mistake.FACTOR_HALF);
    all.put(BlindLossMistakes.Absolute1.class, Mistake.SIGN_LOST);
    all.put(BlindLossMistakes.Huber1.class, Mistake.SIGN_LOST);
    all.put(BlindLossMistakes.Squared4.class, Mistake.SIGN_TURNED);
    all.put(BlindLossMistakes.CrossEntropy2.class, Mistake.UPSTREAM_IGNORED);
    all.put(BlindLossMistakes.CrossEntropy3.class, Mistake.STORED_OVERWRITTEN);
    all.put(BlindLossMistakes.Squared5.class, Mistake.INPUT_OVERWRITTEN);
    all.put(BlindLossMistakes.CrossEntropy4.class, Mistake.LOG_OF_ZERO);
    all.put(BlindLossMistakes.Binary2.class, Mistake.LOG_OF_ZERO);
    all.put(BlindLossMistakes.CrossEntropy5.class, Mistake.OVERFLOW);
    all.put(BlindLossMistakes.LogCosh1.class, Mistake.OVERFLOW);
  }

  private static void putOptimizerMistakes(Map<Class<?>, Mistake> all) {
    all.put(BlindOptimizerMistakes.Momentum1.class, Mistake.STATE_RESTARTED);
    all.put(BlindOptimizerMistakes.Adam1.class, Mistake.STATE_RESTARTED);
    all.put(BlindOptimizerMistakes.Adam2.class, Mistake.BIAS_CORRECTION_MISSING);
    all.put(BlindOptimizerMistakes.AdaMax1.class, Mistake.BIAS_CORRECTION_MISSING);
    all.put(BlindOptimizerMistakes.Adam3.class, Mistake.BIAS_CORRECTION_WRONG_DECAY);
    all.put(BlindOptimizerMistakes.Ams1.class, Mistake.BIAS_CORRECTION_WRONG_DECAY);
    all.put(BlindOptimizerMistakes.Adam4.class, Mistake.EPSILON_INSIDE_ROOT);
    all.put(BlindOptimizerMistakes.Rms1.class, Mistake.EPSILON_INSIDE_ROOT);
    all.put(BlindOptimizerMistakes.AdaDelta1.class, Mistake.EPSILON_OUTSIDE_ROOT);
    all.put(BlindOptimizerMistakes.Adam5.class, Mistake.MOMENTUM_OTHER_COEFFICIENT);
    all.put(BlindOptimizerMistakes.AdaMax2.class, Mistake.MOMENTUM_OTHER_COEFFICIENT);
    all.put(BlindOptimizerMistakes.AdaMax3.class, Mistake.ADAMAX_NORM);
    all.put(BlindOptimizerMistakes.AdaMax4.class, Mistake.ADAMAX_NORM);
    all.put(BlindOptimizerMistakes.Rms2.class, Mistake.GRADIENT_NOT_SQUARED);
    all.put(BlindOptimizerMistakes.Ada1.class, Mistake.GRADIENT_NOT_SQUARED);
    all.put(BlindOptimizerMistakes.Adam6.class, Mistake.NOT_A_NUMBER);
    all.put(BlindOptimizerMistakes.Momentum2.class, Mistake.THROWS);
    all.put(BlindOptimizerMistakes.Nesterov1.class, Mistake.UNEXPLAINED);
    all.put(BlindOptimizerMistakes.AdamW1.class, Mistake.UNEXPLAINED);
  }

  private static void putInits(Map<Class<?>, Mistake> all) {
    all.put(BlindInits.He1.class, Mistake.FANS_SWAPPED);
    all.put(BlindInits.LeCun1.class, Mistake.FANS_SWAPPED);
    all.put(BlindInits.He2.class, Mistake.FANS_SWAPPED);
    all.put(BlindInits.He3.class, Mistake.UNEXPLAINED);
  }

  private static void putBatches(Map<Class<?>, Mistake> all) {
    all.put(BlindBatches.Shuffled1.class, Mistake.COLUMNS_SHUFFLED);
    all.put(BlindBatches.Shuffled2.class, Mistake.COLUMNS_SHUFFLED);
    all.put(BlindBatches.Short1.class, Mistake.ROWS_LEFT_OUT);
    all.put(BlindBatches.Short2.class, Mistake.ROWS_LEFT_OUT);
    all.put(BlindBatches.Full1.class, Mistake.ROWS_REPEATED);
    all.put(BlindBatches.Overlap1.class, Mistake.ROWS_REPEATED);
    all.put(BlindBatches.Apart1.class, Mistake.TARGETS_MISPLACED);
    all.put(BlindBatches.Apart2.class, Mistake.TARGETS_MISPLACED);
  }

  /** Classes without a mistake. */
  public static List<Class<?>> right() {
    return List.of(
        BlindActivations.TanhByOutput.class,
        BlindActivations.LeakyInFloats.class,
        BlindActivations.ReluByIndex.class,
        BlindActivations.StableSoftplus.class,
        BlindActivations.EluByOutput.class,
        BlindActivations.GeluByTanh.class,
        BlindActivations.Swish.class,
        BlindActivations.BufferedSoftsign.class,
        BlindActivations.HardTanh.class,
        BlindActivations.Arctan.class,
        BlindActivations.Absolute.class,
        BlindActivations.HalfSquare.class,
        BlindDense.OutByIn.class,
        BlindDense.InFloats.class,
        BlindDense.OfVector.class,
        BlindDense.ScaleShift.class,
        BlindDense.OneSlope.class,
        BlindDense.TiedCoder.class,
        BlindDense.LowRank.class,
        BlindDense.Highway.class,
        BlindGates.Subtract.class,
        BlindGates.Blend.class,
        BlindGates.Larger.class,
        BlindGates.Gated.class,
        BlindRows.SoftmaxByJacobian.class,
        BlindRows.SoftmaxShort.class,
        BlindRows.LogSoftmaxRows.class,
        BlindRows.RowNorm.class,
        BlindRows.RootMeanSquare.class,
        BlindRows.WordTable.class,
        BlindRows.KeyedDropout.class,
        BlindRows.OwnDropout.class,
        BlindLosses.CrossEntropyOfNumbers.class,
        BlindLosses.CrossEntropySum.class,
        BlindLosses.CrossEntropyOfProbabilities.class,
        BlindLosses.MeanSquared.class,
        BlindLosses.Huber.class,
        BlindLosses.AbsoluteError.class,
        BlindLosses.BinaryOfScores.class,
        BlindLosses.BinaryOfProbabilities.class,
        BlindLosses.Hinge.class,
        BlindLosses.Divergence.class,
        BlindLosses.LogCosh.class,
        BlindOptimizers.Plain.class,
        BlindOptimizers.Momentum.class,
        BlindOptimizers.Heavy.class,
        BlindOptimizers.Mean.class,
        BlindOptimizers.Nesterov.class,
        BlindOptimizers.Ada.class,
        BlindOptimizers.Rms.class,
        BlindOptimizers.CenteredRms.class,
        BlindOptimizers.Delta.class,
        BlindOptimizers.AdamByRate.class,
        BlindOptimizers.AdamByTheBook.class,
        BlindOptimizers.Decoupled.class,
        BlindOptimizers.Max.class,
        BlindOptimizers.Nadam.class,
        BlindOptimizers.Ams.class,
        BlindInits.XavierGauss.class,
        BlindInits.XavierTanh.class,
        BlindInits.HeGauss.class,
        BlindInits.HeOut.class,
        BlindInits.LeCunGauss.class,
        BlindBatches.InOrder.class,
        BlindBatches.ListShuffled.class,
        BlindBatches.Permuted.class,
        BlindBatches.Backwards.class);
  }
}
