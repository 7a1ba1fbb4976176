package org.jacobi.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry or more for each operation. From them {@link OpCatalogTest} makes the tests that every
 * operation has to pass. A new operation goes into the list of its family.
 */
final class OpCatalog {
  private OpCatalog() {}

  static List<OpEntry> entries() {
    List<OpEntry> entries = new ArrayList<>();
    entries.addAll(ElementwiseEntries.all());
    entries.addAll(PairEntries.all());
    entries.addAll(MatrixEntries.all());
    entries.addAll(ReductionEntries.all());
    entries.addAll(ShapeEntries.all());
    entries.addAll(FusedEntries.all());
    return entries;
  }
}
