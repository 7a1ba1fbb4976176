package org.jacobi.cpu.vector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.junit.jupiter.api.Test;

/**
 * The Vector API's own sums over lanes, exponentials and the like give other bits interpreted than
 * compiled; they must not be used.
 */
final class ForbiddenOperationsTest {
  private static final Set<String> OPERATORS =
      Set.of(
          "EXP", "EXPM1", "LOG", "LOG1P", "LOG10", "POW", "CBRT", "HYPOT", "SIN", "COS", "TAN",
          "ASIN", "ACOS", "ATAN", "ATAN2", "SINH", "COSH", "TANH");

  private static final ArchRule RULE =
      noClasses()
          .should()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "sums over lanes and inexact functions of the Vector API",
                  ForbiddenOperationsTest::isForbidden))
          .orShould()
          .accessTargetWhere(
              DescribedPredicate.describe(
                  "inexact functions of Math",
                  access ->
                      access.getTargetOwner().getName().equals("java.lang.Math")
                          && OPERATORS.contains(
                              access.getTarget().getName().toUpperCase(java.util.Locale.ROOT))));

  private static boolean isForbidden(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    if (!owner.startsWith("jdk.incubator.vector.")) {
      return false;
    }
    return name.startsWith("reduceLanes")
        || name.equals("pow")
        || owner.endsWith("VectorOperators") && OPERATORS.contains(name);
  }

  @Test
  void noKernelUsesThem() {
    JavaClasses kernels =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.jacobi.cpu");
    RULE.check(kernels);
  }

  @Test
  void usesAreFound() {
    JavaClasses wrong = new ClassFileImporter().importClasses(Wrong.class, WrongFunction.class);
    assertThatThrownBy(() -> RULE.check(wrong))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Wrong.sum")
        .hasMessageContaining("WrongFunction.exp");
  }

  /** Planted. */
  private static final class Wrong {
    static float sum(FloatVector x) {
      return x.reduceLanes(VectorOperators.ADD);
    }
  }

  /** Planted. */
  private static final class WrongFunction {
    static FloatVector exp(FloatVector x) {
      return x.lanewise(VectorOperators.EXP);
    }
  }
}
