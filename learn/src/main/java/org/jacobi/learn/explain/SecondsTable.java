package org.jacobi.learn.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import org.jacobi.learn.explain.Explanation.Second;

/** The second derivatives as lines of cells: a head, then a line for each input. */
final class SecondsTable {
  private SecondsTable() {}

  static List<String[]> of(
      Explanation explanation, IntFunction<String> name, DoubleFunction<String> number) {
    List<Second> all = explanation.seconds();
    List<Integer> inputs = all.stream().map(Second::first).distinct().toList();
    List<String[]> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of(""));
    inputs.forEach(i -> head.add("∂" + name.apply(i)));
    lines.add(head.toArray(String[]::new));
    for (int first : inputs) {
      List<String> line = new ArrayList<>(List.of("∂" + name.apply(first)));
      all.stream().filter(s -> s.first() == first).forEach(s -> line.add(number.apply(s.value())));
      lines.add(line.toArray(String[]::new));
    }
    return lines;
  }
}
