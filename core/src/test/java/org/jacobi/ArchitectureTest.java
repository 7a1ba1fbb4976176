package org.jacobi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jacobi.array.NDArray;
import org.jacobi.tensor.Op;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What holds for the whole of core. */
final class ArchitectureTest {
  /** Each may use itself and those before it. */
  private static final List<String> PACKAGES =
      List.of("array", "kernel", "tensor", "nn", "optim", "data", "io", "train");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.jacobi");

  @TestFactory
  List<DynamicTest> aPackageUsesOnlyThoseBeforeIt() {
    return IntStream.range(0, PACKAGES.size() - 1)
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                PACKAGES.get(i),
                () ->
                    noClasses()
                        .that()
                        .resideInAPackage(named(PACKAGES.get(i)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                            PACKAGES.subList(i + 1, PACKAGES.size()).stream()
                                .map(ArchitectureTest::named)
                                .toArray(String[]::new))
                        .allowEmptyShould(true)
                        .check(CORE)))
        .toList();
  }

  private static String named(String name) {
    return "org.jacobi." + name + "..";
  }

  @Test
  void everyClassLiesInOneOfThePackages() {
    Set<String> found =
        CORE.stream()
            .map(JavaClass::getPackageName)
            .filter(p -> p.startsWith("org.jacobi"))
            .map(p -> p.replaceFirst("org\\.jacobi\\.?", "").replaceFirst("\\..*", ""))
            .collect(Collectors.toSet());
    assertThat(found).isSubsetOf(PACKAGES).contains("array", "kernel", "tensor");
  }

  @Test
  void nothingButExceptionsAndEnumsIsSerializable() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.io\\.(Object(In|Out)putStream|Externalizable|ObjectInputFilter).*")
        .check(CORE);
    noClasses()
        .that()
        .areNotAssignableTo(Throwable.class)
        .and()
        .areNotAssignableTo(Enum.class)
        .should()
        .beAssignableTo(Serializable.class)
        .check(CORE);
  }

  @Test
  void nobodyCallsTheCollectorPrintsOrDrawsRandomNumbersOutsideOfTheKeyedOnes() {
    noClasses()
        .should()
        .callMethod(System.class, "gc")
        .orShould()
        .callMethod(Runtime.class, "gc")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "random generators of the JDK",
                type ->
                    type.getPackageName().equals("java.util.random")
                        || Set.of(
                                "java.util.Random",
                                "java.util.SplittableRandom",
                                "java.security.SecureRandom",
                                "java.util.concurrent.ThreadLocalRandom")
                            .contains(type.getName())))
        .check(CORE);
  }

  @Test
  void operationsAreFinalAndNotPublic() {
    classes()
        .that()
        .areAssignableTo(Op.class)
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .andShould()
        .notBePublic()
        .check(CORE);
  }

  // ---- names ----

  /** Where the classes of core lie: a folder or a jar with a module descriptor. */
  private static Path core() throws URISyntaxException {
    return Path.of(NDArray.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** The public top-level types of the packages that the module exports. */
  private static Set<String> publicTypes() throws URISyntaxException {
    ModuleDescriptor module = ModuleFinder.of(core()).findAll().iterator().next().descriptor();
    Set<String> exported =
        module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());
    return CORE.stream()
        .filter(type -> exported.contains(type.getPackageName()))
        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
        .map(JavaClass::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyPublicNameCanBeUsedInACompactSourceFile(@TempDir Path folder) throws Exception {
    Set<String> types = publicTypes();
    assertThat(types).contains("org.jacobi.tensor.Tensor", "org.jacobi.array.Shape");
    var source = new StringBuilder("import module org.jacobi;\n\nvoid main() {\n");
    for (String type : types) {
      String name = type.substring(type.lastIndexOf('.') + 1);
      source.append("  Class<?> the").append(name).append(" = ").append(name).append(".class;\n");
    }
    assertThat(compile(folder, core(), "org.jacobi", source.append("}\n").toString())).isEmpty();
  }

  @Test
  void aNameOfJavaBaseIsFoundToBeAmbiguous(@TempDir Path folder) throws Exception {
    Path module = Files.writeString(folder.resolve("module-info.java"), "module p { exports p; }");
    Path type = folder.resolve("Parameter.java"); // as in java.lang.reflect
    Files.writeString(type, "package p; public class Parameter {}");
    assertThat(javac("-d", folder.resolve("p").toString(), module.toString(), type.toString()))
        .isEmpty();
    String source = "import module p; void main() { Class<?> one = Parameter.class; }";
    assertThat(compile(folder, folder.resolve("p"), "p", source))
        .contains("reference to Parameter is ambiguous");
  }

  /** What the compiler says about a compact source file that may use a module. */
  private static String compile(Path folder, Path module, String name, String source)
      throws IOException {
    Path file = Files.writeString(folder.resolve("Hello.java"), source);
    String path = module + File.pathSeparator + System.getProperty("java.class.path");
    String out = folder.resolve("out").toString();
    return javac("-p", path, "--add-modules", name, "-d", out, file.toString());
  }

  /** What the compiler says; empty if it is content. */
  private static String javac(String... arguments) {
    var said = new StringWriter();
    var out = new PrintWriter(said);
    int status = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments);
    return status == 0 ? "" : said.toString();
  }
}
