package org.jacobi.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CallLineTest {
  @Test
  void everyPackageOfTheLibraryIsKnown() {
    Set<String> all =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.jacobi")
                .stream()
                .map(c -> c.getPackageName())
                .filter(name -> !name.startsWith("org.jacobi.cpu"))
                .collect(Collectors.toSet());
    assertThat(CallLine.LIBRARY).isEqualTo(all);
  }
}
