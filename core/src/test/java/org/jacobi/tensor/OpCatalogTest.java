package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jacobi.Tolerance.assertClose;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jacobi.Tolerance;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Slab;
import org.jacobi.array.StepScope;
import org.jacobi.tensor.Autograd.Walk;
import org.jacobi.tensor.OpEntry.Kink;
import org.jacobi.tensor.OpEntry.Mistake;
import org.jacobi.tensor.OpEntry.Sample;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tests that every operation of {@link OpCatalog} has to pass. */
final class OpCatalogTest {

  @Test
  void everyOperationHasAnEntryAndEveryEntryAnOperation() {
    Set<String> classes =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.jacobi.tensor")
                .stream()
                .filter(c -> c.isAssignableTo(Op.class))
                .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    Set<String> entered =
        OpCatalog.entries().stream().map(e -> e.op.getName()).collect(Collectors.toSet());
    assertThat(classes).hasSizeGreaterThan(40);
    assertThat(entered).isEqualTo(classes);
    assertThat(OpCatalog.entries().stream().map(e -> e.op.getSimpleName() + "/" + e.name))
        .doesNotHaveDuplicates();
  }

  /** A test for each entry. */
  private static Stream<DynamicTest> each(Consumer<OpEntry> test) {
    return OpCatalog.entries().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.name, () -> test.accept(entry)));
  }

  @TestFactory
  Stream<DynamicTest> appliesTheOperationItIsEnteredFor() {
    return each(entry -> {
      assertThat(entry.samples).hasSizeGreaterThanOrEqualTo(entry.differentiable ? 2 : 1);
      var leaves = OpEntry.leaves(DType.F64, entry.samples.getFirst().inputs());
      assertThat(find(entry.apply.apply(leaves), entry.op)).isNotNull();
    });
  }

  /** The operation of this class among those that made a tensor, or null. */
  private static Op find(Tensor made, Class<? extends Op> wanted) {
    Deque<Tensor> open = new ArrayDeque<>(List.of(made));
    while (!open.isEmpty()) {
      Op op = open.pop().op();
      if (op != null && op.getClass() == wanted) {
        return op;
      }
      if (op != null) {
        open.addAll(Arrays.asList(op.inputs()));
      }
    }
    return null;
  }

  @TestFactory
  Stream<DynamicTest> givesWhatThePlainReferenceGives() {
    return each(entry -> {
      for (DType type : List.of(DType.F64, DType.F32)) {
        for (Sample sample : entry.samples) {
          Plain[] rounded =
              Arrays.stream(sample.inputs()).map(p -> p.rounded(type)).toArray(Plain[]::new);
          Tensor actual = entry.apply.apply(OpEntry.leaves(type, sample.inputs()));
          Plain expected = entry.reference.apply(rounded);
          assertThat(actual.shape().toArray()).as("%s", sample).isEqualTo(expected.dims());
          double scale = entry.scale * Math.max(1, largest(rounded) / 3);
          assertClose(
              type + " " + sample,
              actual.toDoubles(),
              expected.rounded(actual.dtype()).numbers(),
              type,
              entry.terms,
              scale);
        }
      }
    });
  }

  private static double largest(Plain... inputs) {
    return Arrays.stream(inputs)
        .flatMapToDouble(p -> Arrays.stream(p.numbers()))
        .map(Math::abs)
        .filter(Double::isFinite)
        .max()
        .orElse(0);
  }

  @TestFactory
  Stream<DynamicTest> hasTheGradientThatDifferencesGive() {
    return each(entry -> {
      for (Sample sample : smooth(entry)) {
        GradCheck.of(in -> entry.apply.apply(complete(in, sample))).check(differentiable(sample));
      }
    });
  }

  private static List<Sample> smooth(OpEntry entry) {
    return entry.samples.stream().filter(s -> s.smooth() && entry.differentiable).toList();
  }

  /** The inputs that have a gradient. */
  private static Tensor[] differentiable(Sample sample) {
    return Arrays.stream(sample.inputs())
        .filter(Plain::isFloat)
        .map(p -> new Tensor(p.array(DType.F64)))
        .toArray(Tensor[]::new);
  }

  /** All inputs: those that have a gradient as given, the others from the sample. */
  private static Tensor[] complete(Tensor[] given, Sample sample) {
    Tensor[] all = new Tensor[sample.inputs().length];
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      Plain plain = sample.inputs()[i];
      all[i] = plain.isFloat() ? given[next++] : new Tensor(plain.array(DType.F64));
    }
    return all;
  }

  @TestFactory
  Stream<DynamicTest> hasTheSecondDerivativeThatDifferencesGive() {
    return each(entry -> {
      if (!entry.noSecondDerivative.isEmpty()) {
        return;
      }
      for (Sample sample : smooth(entry)) {
        GradCheck.of(in -> gradient(all -> entry.apply.apply(complete(all, sample)), in))
            .check(differentiable(sample));
      }
    });
  }

  /** The gradients of a weighted sum of the outputs, one after the other, with their history. */
  private static Tensor gradient(Function<Tensor[], Tensor> function, Tensor... inputs) {
    Tensor output = function.apply(inputs);
    var weights = NDArray.allocate(output.dtype(), output.shape());
    Rng.of(3, "weights").fillUniform(weights, 0.5, 1.5);
    Tensor loss = output.mul(new Tensor(weights)).sum();
    return Tensor.concat(
        0,
        Autograd.gradients(loss, Walk.RECORD, inputs).stream()
            .map(Tensor::flatten)
            .toArray(Tensor[]::new));
  }

  @TestFactory
  Stream<DynamicTest> saysWhenThereIsNoSecondDerivative() {
    return each(entry -> {
      if (entry.noSecondDerivative.isEmpty()) {
        return;
      }
      var leaves = OpEntry.leaves(DType.F64, entry.samples.getFirst().inputs());
      Tensor output = entry.apply.apply(leaves).sum();
      Tensor last =
          entry.differentiable
              ? Autograd.gradients(output, Walk.RECORD, leaves[0]).getFirst().sum()
              : output;
      assertThatThrownBy(() -> last.backward())
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage(entry.noSecondDerivative);
    });
  }

  @TestFactory
  Stream<DynamicTest> hasTheExpectedGradientAtKinksAndAtTheEnds() {
    return each(entry -> {
      for (DType type : List.of(DType.F64, DType.F32)) {
        for (Kink kink : entry.kinks) {
          var leaves = OpEntry.leaves(type, kink.inputs());
          var gradients = gradientsForOnes(entry, leaves);
          assertThat(gradients).hasSize(kink.gradients().length);
          for (int i = 0; i < gradients.size(); i++) {
            double[] expected = kink.gradients()[i];
            assertClose(type + " " + kink, gradients.get(i), expected, type, 2, entry.scale);
          }
        }
      }
    });
  }

  /** The gradients of the sum of all outputs, of the leaves that have one. */
  private static List<double[]> gradientsForOnes(OpEntry entry, Tensor... leaves) {
    Tensor output = entry.apply.apply(leaves);
    var ones = new Tensor(NDArray.allocate(output.dtype(), output.shape()).fill(1));
    output.backward(ones, Walk.RELEASE);
    List<double[]> gradients = new ArrayList<>();
    for (Tensor leaf : leaves) {
      if (leaf.requiresGrad()) {
        gradients.add(leaf.grad().toDoubles());
      }
    }
    return gradients;
  }

  @TestFactory
  Stream<DynamicTest> hasTheSameGradientInBothTypes() {
    return each(entry -> {
      for (Sample sample : smooth(entry)) {
        Plain[] rounded =
            Arrays.stream(sample.inputs()).map(p -> p.rounded(DType.F32)).toArray(Plain[]::new);
        var wide = gradientsForOnes(entry, OpEntry.leaves(DType.F64, rounded));
        var narrow = gradientsForOnes(entry, OpEntry.leaves(DType.F32, rounded));
        for (int i = 0; i < wide.size(); i++) {
          double scale = Arrays.stream(wide.get(i)).map(Math::abs).max().orElse(0);
          int terms = entry.terms * Tolerance.BACKWARD_STEPS;
          assertClose(
              "gradient " + i + " at " + sample,
              narrow.get(i),
              wide.get(i),
              DType.F32,
              terms,
              Math.max(1, scale));
        }
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> leavesItsInputsAsTheyWereAndGivesTheSameBitsAgain() {
    return each(entry -> {
      for (Sample sample : entry.samples) {
        var leaves = OpEntry.leaves(DType.F32, sample.inputs());
        Tensor first = entry.apply.apply(leaves);
        Tensor second = entry.apply.apply(leaves);
        assertThat(second.toDoubles()).as("%s", sample).isEqualTo(first.toDoubles());
        if (entry.differentiable) {
          var upstream = new Tensor(NDArray.allocate(first.dtype(), first.shape()).fill(0.75));
          first.backward(upstream, Walk.RETAIN);
          List<double[]> before = grads(leaves);
          second.backward(upstream, Walk.RELEASE);
          assertThat(upstream.toDoubles()).containsOnly(repeated(0.75, upstream));
          assertThat(grads(leaves)).usingRecursiveComparison().isEqualTo(doubled(before));
        }
        for (int i = 0; i < leaves.length; i++) {
          double[] expected = sample.inputs()[i].rounded(DType.F32).numbers();
          assertThat(leaves[i].toDoubles()).as("input %s", i).isEqualTo(expected);
        }
      }
    });
  }

  private static double[] repeated(double number, Tensor like) {
    double[] numbers = new double[(int) like.size()];
    Arrays.fill(numbers, number);
    return numbers;
  }

  private static List<double[]> grads(Tensor... leaves) {
    return Arrays.stream(leaves)
        .filter(Tensor::requiresGrad)
        .map(leaf -> leaf.grad().toDoubles())
        .toList();
  }

  private static List<double[]> doubled(List<double[]> numbers) {
    return numbers.stream().map(row -> Arrays.stream(row).map(x -> x + x).toArray()).toList();
  }

  @TestFactory
  Stream<DynamicTest> givesTheSameForInputsThatAreNotContiguous() {
    return each(entry -> {
      for (Sample sample : entry.samples) {
        var dense = OpEntry.leaves(DType.F64, sample.inputs());
        for (Views view : Views.values()) {
          compare(entry, sample, dense, leaves(sample, p -> view.of(DType.F64, p)));
        }
        compare(
            entry,
            sample,
            leaves(sample, p -> Views.expanded(DType.F64, p).copy()),
            leaves(sample, p -> Views.expanded(DType.F64, p)));
      }
    });
  }

  private static Tensor[] leaves(Sample sample, Function<Plain, NDArray> make) {
    return Arrays.stream(sample.inputs()).map(p -> p.leaf(make.apply(p))).toArray(Tensor[]::new);
  }

  private static void compare(OpEntry entry, Sample sample, Tensor[] dense, Tensor[] views) {
    assertThat(entry.apply.apply(views).toDoubles())
        .as("%s", sample)
        .isEqualTo(entry.apply.apply(dense).toDoubles());
    if (entry.differentiable) {
      Stream.of(dense).forEach(Tensor::zeroGrad);
      assertThat(gradientsForOnes(entry, views))
          .as("gradient at %s", sample)
          .usingRecursiveComparison()
          .isEqualTo(gradientsForOnes(entry, dense));
    }
  }

  @TestFactory
  Stream<DynamicTest> saysWhatIsWrongWithAWrongCall() {
    return each(entry -> {
      assertThat(entry.mistakes.isEmpty()).isEqualTo(entry.internal);
      for (Mistake mistake : entry.mistakes) {
        assertThatThrownBy(() -> mistake.call().get())
            .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class)
            .hasMessage(mistake.text());
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> statesItsFormulaAndADerivativeForEachInput() {
    return each(entry -> {
      var inputs = entry.samples.getFirst().inputs();
      Op op = find(entry.apply.apply(OpEntry.leaves(DType.F64, inputs)), entry.op);
      Formula formula = op.formula();
      assertThat(formula.text()).isNotBlank();
      assertThat(formula.latex()).isNotBlank();
      long wanted =
          entry.derivatives >= 0
              ? entry.derivatives
              : Arrays.stream(inputs).filter(Plain::isFloat).count();
      assertThat(formula.derivatives()).hasSizeGreaterThanOrEqualTo((int) wanted);
      for (var derivative : formula.derivatives()) {
        assertThat(derivative.text()).matches("∂.* = .*|gradient of .* = .*|no .*derivative.*");
        assertThat(derivative.latex()).isNotBlank();
      }
      int operands = op.operands().size();
      assertThat(formula.derivatives()).hasSizeLessThanOrEqualTo(operands);
      boolean anyNumber = entry.op == Concat.class;
      assertThat(formula.operands()).hasSizeBetween(1, anyNumber ? 1 : Integer.MAX_VALUE);
      if (!anyNumber) {
        assertThat(formula.operands()).hasSizeGreaterThanOrEqualTo(operands);
      }
    });
  }

  @TestFactory
  Stream<DynamicTest> givesTheSameInsideAStepScope() {
    var slab = new Slab();
    return each(entry -> {
      for (Sample sample : entry.samples) {
        var outside = OpEntry.leaves(DType.F32, sample.inputs());
        double[] expected = entry.apply.apply(outside).toDoubles();
        // With assertions on, the slab is full of NaN: a number that is not written shows.
        double[] inside =
            StepScope.over(slab)
                .call(() ->
                    entry.apply.apply(OpEntry.leaves(DType.F32, sample.inputs())).toDoubles());
        assertThat(inside).as("%s", sample).isEqualTo(expected);
      }
    });
  }

  @Test
  void theShapesOfTheCatalogueCoverTheSpecialOnes() {
    Set<String> seen = new HashSet<>();
    for (OpEntry entry : OpCatalog.entries()) {
      for (Sample sample : entry.samples) {
        for (Plain input : sample.inputs()) {
          int[] dims = input.dims();
          seen.add(dims.length == 0 ? "scalar" : "rank " + dims.length);
          Arrays.stream(dims).filter(d -> d < 2).forEach(d -> seen.add("axis of " + d));
        }
      }
    }
    assertThat(seen)
        .contains("scalar", "rank 1", "rank 2", "rank 3", "rank 4", "axis of 0", "axis of 1");
  }
}
