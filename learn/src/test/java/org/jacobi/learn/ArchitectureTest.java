package org.jacobi.learn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.jacobi.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for the whole module. */
class ArchitectureTest {
  private static final JavaClasses LEARN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.jacobi.learn");

  @Test
  void nothingPrintsCallsTheCollectorOrReadsFiles() {
    noClasses()
        .should()
        .callMethod(System.class, "gc")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..", "java.util.random..")
        .check(LEARN);
  }

  @Test
  void theArithmeticByHandDoesNotUseTheKernelsThatItIsHeldAgainst() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Layer")
        .or()
        .haveSimpleName("Matrices")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("org\\.jacobi\\.kernel\\.(Kernels|ReferenceKernels|ReferenceMath)")
        .check(LEARN);
  }

  @Test
  void everyPublicNameCanBeUsedBesideThoseOfCore(@TempDir Path folder) throws Exception {
    Set<String> names =
        LEARN.stream()
            .filter(
                type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !type.getPackageName().equals("org.jacobi.learn.text")) // not exported
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names).contains("ManualNetwork", "ReLULayer").hasSizeGreaterThan(15);
    var source = new StringBuilder("import module org.jacobi.learn;\n\nvoid main() {\n");
    source.append("  Class<?> core = Tensor.class;\n"); // read through the module
    for (String name : names) {
      source.append("  Class<?> the").append(name).append(" = ").append(name).append(".class;\n");
    }
    Path file = Files.writeString(folder.resolve("Hello.java"), source.append("}\n"));
    String path =
        String.join(
            File.pathSeparator,
            place(ManualNetwork.class),
            place(Tensor.class),
            System.getProperty("java.class.path"));
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                out,
                out,
                "-p",
                path,
                "--add-modules",
                "org.jacobi.learn",
                "-d",
                folder.toString(),
                file.toString());
    assertThat(status).as(said.toString()).isZero();
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
