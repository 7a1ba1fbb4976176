package org.jacobi.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jacobi.array.DType;
import org.jacobi.array.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every optimizer of the catalogue. */
class OptimizerTest {
  private static final Map<String, double[]> GOLDEN = Golden.read("optimizers.txt");

  static List<OptimizerCatalog.Entry> entries() {
    return OptimizerCatalog.entries();
  }

  private static Set<Class<?>> publicOptimizers() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackagesOf(Optimizer.class)
            .stream()
            .filter(found -> found.isAssignableTo(Optimizer.class))
            .map(found -> (Class<?>) found.reflect())
            .filter(found -> Modifier.isPublic(found.getModifiers()))
            .filter(found -> !Modifier.isAbstract(found.getModifiers()))
            .collect(Collectors.toSet());
  }

  @Test
  void everyPublicOptimizerIsInTheCatalogueAndHasAName() {
    var inCatalogue = entries().stream().map(e -> e.make().get().getClass()).toList();
    assertThat(publicOptimizers()).hasSize(13).isSubsetOf(inCatalogue);
    var named =
        Optimizers.names().stream().map(name -> Optimizers.named(name, 0.1).getClass()).toList();
    assertThat(publicOptimizers()).isSubsetOf(named);
  }

  @Test
  void everyGoldenRowIsInTheCatalogue() {
    assertThat(entries().stream().map(OptimizerCatalog.Entry::name))
        .containsExactlyInAnyOrderElementsOf(GOLDEN.keySet());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void twentyStepsGiveTheNumbersOfPyTorch(OptimizerCatalog.Entry entry) {
    double[] found = Problem.after(entry.make().get(), DType.F64);
    double[] expected = GOLDEN.get(entry.name());
    for (int i = 0; i < Problem.SIZE; i++) {
      double tolerance = 1e-12 * Math.max(Math.abs(expected[i]), 0.01);
      assertThat(found[i]).as("number %s", i).isEqualTo(expected[i], offset(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theOptionChangesTheResult(OptimizerCatalog.Entry entry) {
    double[] with = Problem.after(entry.make().get(), DType.F64);
    double[] without = Problem.after(entry.base().get(), DType.F64);
    double largest = 0;
    for (int i = 0; i < with.length; i++) {
      largest = Math.max(largest, Math.abs(with[i] - without[i]));
    }
    assertThat(largest).isGreaterThan(1e-4);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void f32IsCloseToF64(OptimizerCatalog.Entry entry) {
    double[] narrow = Problem.after(entry.make().get(), DType.F32);
    double[] wide = Problem.after(entry.make().get(), DType.F64);
    for (int i = 0; i < Problem.SIZE; i++) {
      assertThat(narrow[i]).as("number %s", i).isEqualTo(wide[i], offset(2e-5));
    }
    assertThat(narrow).isNotEqualTo(wide);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void frozenParametersKeepValueAndState(OptimizerCatalog.Entry entry) {
    var problem = new Problem(DType.F64);
    var optimizer = entry.make().get().over(problem);
    problem.train(optimizer, 3);
    double[] before = problem.bias.value().toDoubles();
    Map<String, double[]> states = statesOf(problem, optimizer, 1);
    Map<String, double[]> others = statesOf(problem, optimizer, 0);
    problem.freeze("bias");
    double[] weight = problem.weight.value().toDoubles();
    problem.train(optimizer, 2);
    assertThat(problem.bias.value().toDoubles()).isEqualTo(before);
    statesOf(problem, optimizer, 1)
        .forEach((name, state) -> assertThat(state).as(name).isEqualTo(states.get(name)));
    assertThat(problem.weight.value().toDoubles()).isNotEqualTo(weight);
    statesOf(problem, optimizer, 0)
        .forEach((name, state) -> assertThat(state).as(name).isNotEqualTo(others.get(name)));
  }

  private static Map<String, double[]> statesOf(Problem problem, Optimizer optimizer, int param) {
    Map<String, double[]> states = new LinkedHashMap<>();
    optimizer
        .stateArrays()
        .forEach((name, slab) -> states.put(name, problem.store().part(slab, param).toDoubles()));
    return states;
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aPassInRangesGivesTheSameBits(OptimizerCatalog.Entry entry) {
    for (DType dtype : List.of(DType.F32, DType.F64)) {
      var problem = new Problem(dtype);
      var optimizer = entry.make().get().over(problem);
      for (int i = 0; i < Problem.STEPS; i++) {
        var pass = optimizer.begin(problem.gradients());
        pass.update(17, pass.length());
        pass.update(0, 3);
        pass.update(3, 3);
        pass.update(3, 17);
      }
      assertThat(problem.numbers()).isEqualTo(Problem.after(entry.make().get(), dtype));
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aRestoredOptimizerGoesOnWithTheSameBits(OptimizerCatalog.Entry entry) {
    var first = new Problem(DType.F32);
    var saved = entry.make().get().over(first);
    first.train(saved, 7);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    saved.stateArrays().forEach((name, slab) -> arrays.put(name, slab.keep()));
    var numbers = saved.stateNumbers();

    var second = new Problem(DType.F32);
    second.set(first.numbers());
    var restored = entry.make().get().over(second);
    restored.restore(arrays, numbers);
    second.train(restored, Problem.STEPS - 7);
    assertThat(restored.steps()).isEqualTo(Problem.STEPS);
    assertThat(second.numbers()).isEqualTo(Problem.after(entry.make().get(), DType.F32));

    if (!arrays.isEmpty()) {
      var third = new Problem(DType.F32);
      third.set(first.numbers());
      third.train(entry.make().get().over(third), Problem.STEPS - 7);
      assertThat(third.numbers()).as("without the state").isNotEqualTo(second.numbers());
    }
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theGapsOfTheSlabsStayZeroAndGradientsStayAsTheyAre(OptimizerCatalog.Entry entry) {
    var problem = new Problem(DType.F32);
    var optimizer = entry.make().get().over(problem);
    for (int i = 0; i < Problem.STEPS; i++) {
      var gradients = problem.gradients();
      double[] before = gradients.toDoubles();
      optimizer.step(gradients);
      assertThat(gradients.toDoubles()).isEqualTo(before);
    }
    double[] values = problem.store().values().toDoubles();
    assertThat(problem.store().offset(1)).isEqualTo(16);
    assertThat(values[15]).isZero();
    assertThat(Arrays.copyOfRange(values, 16 + 7, 32)).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void theSettingsStandInTextAndMap(OptimizerCatalog.Entry entry) {
    var optimizer = entry.make().get();
    String option = entry.name().substring(entry.name().lastIndexOf(' ') + 1);
    assertThat(optimizer.toMap()).containsEntry("type", optimizer.getClass().getSimpleName());
    if (entry.name().contains(" ") && !option.equals("betas")) {
      assertThat(optimizer.toMap()).containsKey(option);
    }
    assertThat(optimizer.toString()).isNotEqualTo(entry.base().get().toString());
  }

  @Test
  void theJavadocOfEveryOptimizerHoldsItsDefaultsByReference() throws IOException {
    var sources = Path.of("src/main/java/org/jacobi/optim");
    for (Class<?> optimizer : publicOptimizers()) {
      String text = Files.readString(sources.resolve(optimizer.getSimpleName() + ".java"));
      String javadoc =
          text.substring(0, text.indexOf("public final class")).replaceAll("\\s+\\*?\\s*", " ");
      Set<String> references = new TreeSet<>();
      for (String constant : defaults(optimizer)) {
        references.add("{@value #" + constant + "}");
      }
      if (MomentFamily.class.isAssignableFrom(optimizer) && optimizer != Adam.class) {
        for (String constant : List.of("DEFAULT_BETA1", "DEFAULT_BETA2", "DEFAULT_EPSILON")) {
          references.add("{@value Adam#" + constant + "}");
        }
      }
      if (optimizer == CenteredRMSprop.class) {
        for (String constant : defaults(RMSprop.class)) {
          references.add("{@value RMSprop#" + constant + "}");
        }
      }
      assertThat(references).as(optimizer.getSimpleName()).isNotEmpty();
      assertThat(javadoc).contains(references);
    }
  }

  private static Set<String> defaults(Class<?> optimizer) {
    return Arrays.stream(optimizer.getFields())
        .map(Field::getName)
        .filter(name -> name.startsWith("DEFAULT_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theConstantsAreTheDefaultsOfPyTorch() {
    assertThat(new SGD(0.02)).hasToString("SGD(rate 0.02)");
    assertThat(new SGD(0.02).momentum(0.9)).hasToString("SGD(rate 0.02, momentum 0.9)");
    assertThat(new NesterovSGD(0.02)).hasToString("NesterovSGD(rate 0.02, momentum 0.9)");
    assertThat(new ClassicMomentum(0.02)).hasToString("ClassicMomentum(rate 0.02, momentum 0.9)");
    assertThat(new AveragedMomentum(3)).hasToString("AveragedMomentum(rate 3, momentum 0.9)");
    assertThat(new AdaGrad()).hasToString("AdaGrad(rate 0.01, epsilon 1e-10)");
    assertThat(new AdaDelta()).hasToString("AdaDelta(rate 1, rho 0.9, epsilon 1e-6)");
    assertThat(new RMSprop()).hasToString("RMSprop(rate 0.01, alpha 0.99, epsilon 1e-8)");
    assertThat(new CenteredRMSprop())
        .hasToString("CenteredRMSprop(rate 0.01, alpha 0.99, epsilon 1e-8)");
    assertThat(new Adam()).hasToString("Adam(rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8)");
    assertThat(new AMSGrad())
        .hasToString("AMSGrad(rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8)");
    assertThat(new AdamW())
        .hasToString("AdamW(rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-8, weight decay 0.01)");
    assertThat(new AdaMax())
        .hasToString("AdaMax(rate 0.002, beta1 0.9, beta2 0.999, epsilon 1e-8)");
    assertThat(new NAdam())
        .hasToString(
            "NAdam(rate 0.002, beta1 0.9, beta2 0.999, epsilon 1e-8, momentum decay 0.004)");
    assertThat(new SGD(1).clipNorm(5).clipValue(0.5).schedule(Schedule.step(10, 0.5)))
        .hasToString("SGD(rate 1, clip value 0.5, clip norm 5, schedule step:10:0.5)");
  }
}
