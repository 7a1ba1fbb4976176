package org.jacobi.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.jacobi.array.Shape;
import org.jacobi.array.StepScope;
import org.jacobi.io.Json;
import org.jacobi.nn.LayerCatalog.Entry;
import org.jacobi.tensor.GradCheck;
import org.jacobi.tensor.Rng;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What holds for every layer, from the entries of {@link LayerCatalog}. */
class LayerCatalogTest {
  @SuppressWarnings("unused") // the source of the parameterized tests
  private static final List<Entry> ENTRIES = LayerCatalog.ALL;

  private static UnaryLayer made(Entry entry, DType dtype) {
    UnaryLayer layer = entry.make().get();
    layer.init(7, dtype);
    int seed = 30;
    for (Param param : layer.params()) {
      param.value().copyFrom(Golden.wave((int) param.shape().size(), seed++));
    }
    for (LayerBuffer buffer : layer.buffers()) {
      double[] numbers = Golden.wave((int) buffer.shape().size(), seed++);
      buffer.value().copyFrom(Arrays.stream(numbers).map(Math::abs).toArray());
    }
    return layer;
  }

  /** One forward pass with given random numbers that changes no buffer. */
  private static Tensor forward(UnaryLayer layer, Tensor x, Mode mode) {
    LayerBuffer.Sink ignore = update -> {};
    return StepScope.current()
        .with(Mode.SETTING, mode)
        .with(Randomness.SETTING, Rng.of(3, "catalog"))
        .with(LayerBuffer.SINK, ignore)
        .call(() -> layer.forward(x));
  }

  private static Tensor inputOf(Entry entry, DType dtype) {
    return entry.input().dtype().isFloating() ? entry.input().cast(dtype) : entry.input();
  }

  /** Parameters, then buffers, of each layer in turn: the order of the names. */
  private static List<double[]> numbersByName(UnaryLayer layer) {
    List<double[]> numbers = new ArrayList<>();
    for (Layer part : layer.layers().values()) {
      part.ownParams().forEach(param -> numbers.add(param.value().toDoubles()));
      if (part.children().isEmpty()) {
        part.buffers().forEach(buffer -> numbers.add(buffer.value().toDoubles()));
      }
    }
    return numbers;
  }

  @Test
  void everyPublicLayerHasAnEntry() {
    Set<String> layers =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.jacobi")
                .stream()
                .filter(type -> type.isAssignableTo(UnaryLayer.class))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    Set<String> entries =
        LayerCatalog.ALL.stream()
            .map(entry -> entry.make().get().getClass().getName())
            .collect(Collectors.toSet());
    assertThat(entries).isEqualTo(layers).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itPrintsItself(Entry entry) {
    assertThat(entry.make().get()).hasToString(entry.printed());
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsParametersAndBuffersHaveTheirNames(Entry entry) {
    UnaryLayer layer = entry.make().get();
    assertThat(layer.paths()).isEqualTo(entry.names());
    layer.init(1);
    List<String> bound = new ArrayList<>();
    layer.params().forEach(param -> bound.add(param.path()));
    layer.buffers().forEach(buffer -> bound.add(buffer.path()));
    assertThat(bound).containsExactlyInAnyOrderElementsOf(entry.names());
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsOutputIsThatOfThePlainFormula(Entry entry) {
    UnaryLayer layer = made(entry, DType.F64);
    double[] expected = entry.reference().of(entry.input().toDoubles(), numbersByName(layer));
    Tensor output = forward(layer, entry.input(), Mode.EVALUATE);
    assertThat(output.dtype()).isEqualTo(DType.F64);
    assertThat(output.toDoubles()).containsExactly(expected, within(1e-12));
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsOutputInSinglePrecisionIsCloseToThatInDouble(Entry entry) {
    double[] wide =
        forward(made(entry, DType.F64), inputOf(entry, DType.F64), Mode.TRAIN).toDoubles();
    Tensor narrow = forward(made(entry, DType.F32), inputOf(entry, DType.F32), Mode.TRAIN);
    assertThat(narrow.dtype()).isEqualTo(DType.F32);
    assertThat(narrow.toDoubles()).containsExactly(wide, within(2e-5));
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsShapeIsKnownWithoutComputing(Entry entry) {
    Shape input = entry.input().shape();
    UnaryLayer layer = made(entry, DType.F64);
    Shape output = forward(layer, entry.input(), Mode.EVALUATE).shape();
    assertThat(entry.make().get().outputShape(input.remove(0))).isEqualTo(output.remove(0));
    assertThat(output.dim(0)).isEqualTo(input.dim(0));
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itTrainsAndEvaluatesAlikeUnlessItIsMadeNotTo(Entry entry) {
    UnaryLayer layer = made(entry, DType.F64);
    double[] trained = forward(layer, entry.input(), Mode.TRAIN).toDoubles();
    double[] evaluated = forward(layer, entry.input(), Mode.EVALUATE).toDoubles();
    assertThat(Arrays.equals(trained, evaluated)).isEqualTo(!entry.modeMatters());
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsGradientsAgreeWithDifferences(Entry entry) {
    UnaryLayer layer = made(entry, DType.F64);
    for (Mode mode : Mode.values()) {
      if (entry.input().dtype().isFloating()) {
        GradCheck.of(in -> forward(layer, in[0], mode)).check(awayFromKinks(entry.input()));
      }
      for (Param param : layer.params()) {
        checkParam(layer, param, entry.input(), mode);
      }
    }
  }

  /** Where a derivative jumps, differences say nothing. */
  private static Tensor awayFromKinks(Tensor x) {
    double[] numbers = x.toDoubles();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = numbers[i] == 0 ? 0.1 : numbers[i];
    }
    return Tensor.of(numbers, x.shape().toArray());
  }

  /** Central differences over the entries of a parameter, as {@link GradCheck} takes them. */
  private static void checkParam(UnaryLayer layer, Param param, Tensor x, Mode mode) {
    Tensor out = forward(layer, x, mode);
    Tensor weights = Golden.pattern(2, out.shape().toArray());
    layer.store().zeroGrad();
    out.mul(weights).sum().backward();
    double[] gradient = param.tensor().grad().toDoubles();
    double[] before = param.value().toDoubles();
    double[] numerical = new double[gradient.length];
    for (int i = 0; i < gradient.length; i++) {
      double ahead = moved(layer, param, before, i, GradCheck.EPSILON, x, mode, weights);
      double behind = moved(layer, param, before, i, -GradCheck.EPSILON, x, mode, weights);
      numerical[i] = (ahead - behind) / (2 * GradCheck.EPSILON);
      double tolerance = GradCheck.ATOL + GradCheck.RTOL * Math.abs(numerical[i]);
      assertThat(gradient[i])
          .as(layer + ", " + mode + ", entry " + i + " of " + param)
          .isCloseTo(numerical[i], within(tolerance));
    }
  }

  private static double moved(
      UnaryLayer layer,
      Param param,
      double[] before,
      int at,
      double step,
      Tensor x,
      Mode mode,
      Tensor weights) {
    double[] changed = before.clone();
    changed[at] += step;
    param.value().copyFrom(changed);
    double result = forward(layer, x, mode).mul(weights).sum().item();
    param.value().copyFrom(before);
    return result;
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itsForwardPassWritesNoField(Entry entry) throws IllegalAccessException {
    UnaryLayer layer = made(entry, DType.F64);
    double[] input = entry.input().toDoubles();
    List<Object> fields = fields(layer);
    List<double[]> numbers = numbersByName(layer);
    forward(layer, entry.input(), Mode.TRAIN).sum();
    forward(layer, entry.input(), Mode.EVALUATE);
    List<Object> after = fields(layer);
    assertThat(after).hasSameSizeAs(fields);
    for (int i = 0; i < fields.size(); i++) {
      assertThat(after.get(i)).isSameAs(fields.get(i));
    }
    assertThat(numbersByName(layer)).usingRecursiveComparison().isEqualTo(numbers);
    assertThat(entry.input().toDoubles()).containsExactly(input);
  }

  /**
   * The values of all fields of a layer and those below it; a boxed number stays as it is boxed.
   */
  private static List<Object> fields(UnaryLayer layer) throws IllegalAccessException {
    List<Object> values = new ArrayList<>();
    for (Layer part : layer.layers().values()) {
      for (Class<?> c = part.getClass(); c != Object.class; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            field.setAccessible(true);
            Object value = field.get(part);
            values.add(value instanceof Number ? value.toString().intern() : value);
          }
        }
      }
    }
    return values;
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void severalThreadsRunItAtOnceAndGetTheSameBits(Entry entry) throws Exception {
    UnaryLayer layer = made(entry, DType.F32);
    Tensor x = inputOf(entry, DType.F32);
    float[] alone = forward(layer, x, Mode.TRAIN).toFloats();
    Callable<float[]> task = () -> forward(layer, x, Mode.TRAIN).toFloats();
    try (var pool = Executors.newFixedThreadPool(2)) {
      for (var result : pool.invokeAll(Collections.nCopies(20, task))) {
        assertThat(result.get()).containsExactly(alone);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itRefusesWhatItCannotTakeAndSaysWhy(Entry entry) {
    if (!entry.refusal().isEmpty()) {
      UnaryLayer layer = made(entry, DType.F64);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> layer.forward(entry.wrong()))
          .withMessage(entry.refusal());
    }
  }

  @ParameterizedTest
  @FieldSource("ENTRIES")
  void itIsRebuiltFromItsDescriptionWithTheSameBits(Entry entry) {
    UnaryLayer layer = made(entry, DType.F64);
    assertThat(Architecture.isComplete(layer)).isTrue();
    String json = Json.text(Architecture.toMap(layer));
    UnaryLayer again = Architecture.fromMap(Json.parseObject(json, "test").toMap());
    assertThat(again).hasSameClassAs(layer).hasToString(layer.toString());
    again.allocate(DType.F64);
    copy(layer.params().stream().map(Param::value).toList(), again.params(), Param::value);
    copy(
        layer.buffers().stream().map(LayerBuffer::value).toList(),
        again.buffers(),
        LayerBuffer::value);
    for (Mode mode : Mode.values()) {
      assertThat(forward(again, entry.input(), mode).toDoubles())
          .containsExactly(forward(layer, entry.input(), mode).toDoubles());
    }
  }

  private static <T> void copy(List<NDArray> from, List<T> to, Function<T, NDArray> value) {
    assertThat(to).hasSameSizeAs(from);
    for (int i = 0; i < from.size(); i++) {
      value.apply(to.get(i)).copyFrom(from.get(i));
    }
  }
}
