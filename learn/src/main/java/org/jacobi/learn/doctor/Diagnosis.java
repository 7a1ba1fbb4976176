package org.jacobi.learn.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an examination has shown.
 *
 * @param patient the name of the class
 * @param findings the mistakes, the most telling one first; empty if nothing is wrong
 * @param examined the inputs that were tried, such as {@code f64 (5 × 3)}
 * @param calls how often the patient was called
 * @param numbers how many numbers were compared
 */
public record Diagnosis(
    String patient, List<Finding> findings, List<String> examined, int calls, int numbers) {
  /** Copies the lists. */
  public Diagnosis {
    findings = List.copyOf(findings);
    examined = List.copyOf(examined);
  }

  /** True if no mistake was found. */
  public boolean healthy() {
    return findings.isEmpty();
  }

  /** The first finding; null if there is none. */
  public @Nullable Finding main() {
    return findings.isEmpty() ? null : findings.getFirst();
  }

  /** All of it in words, in Chinese for a Chinese locale and in English for others. */
  public String text(Locale locale) {
    List<String> lines = new ArrayList<>();
    lines.add(
        healthy()
            ? Words.text(locale, "healthy", patient)
            : Words.text(locale, "findings", patient, findings.size()));
    for (Finding finding : findings) {
      lines.add("");
      lines.add(finding.title(locale) + "  [" + finding.mistake() + "]");
      lines.add("  " + Words.text(locale, "where", finding.where()));
      lines.add("  " + Words.text(locale, "evidence", finding.evidence(locale)));
      lines.add("  " + Words.text(locale, "mend", finding.formula(locale)));
    }
    lines.add("");
    lines.add(Words.text(locale, "examined", calls, numbers));
    if (!examined.isEmpty()) {
      lines.add(
          Words.text(locale, "with", String.join("; ", examined.stream().distinct().toList())));
    }
    return String.join("\n", lines);
  }

  /** The same as plain values for JSON. */
  public Map<String, Object> toMap(Locale locale) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("patient", patient);
    map.put("healthy", healthy());
    List<Object> all = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("mistake", finding.mistake().name());
      one.put("title", finding.title(locale));
      one.put("where", finding.where());
      one.put("evidence", finding.evidence(locale));
      one.put("formula", finding.formula(locale));
      all.add(one);
    }
    map.put("findings", all);
    map.put("examined", examined);
    map.put("calls", calls);
    map.put("numbers", numbers);
    return map;
  }

  /** {@link #text} in the language of this machine. */
  @Override
  public String toString() {
    return text(Locale.getDefault());
  }
}
