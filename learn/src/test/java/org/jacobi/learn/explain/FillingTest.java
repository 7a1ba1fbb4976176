package org.jacobi.learn.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.jacobi.learn.explain.Filling.Piece;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FillingTest {
  private static final Map<String, Piece> PIECES =
      Map.of(
          "x", new Piece("a + b", Filling.SUM),
          "p", new Piece("a · b", Filling.PRODUCT),
          "q", new Piece("a²", Filling.POWER),
          "f", new Piece("sin(a)", Filling.ATOM),
          "v", Piece.name("v3"),
          "n", Piece.name("−2"),
          "w", Piece.name("W1"),
          "k", Piece.name("k"),
          "u", new Piece("∂L/∂Z", Filling.PRODUCT));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "cos x;cos(a + b)",
        "cos v;cos v3",
        "cos f;cos(sin(a))",
        "2 · x;2 · (a + b)",
        "x · p;(a + b) · a · b",
        "v / p;v3 / (a · b)",
        "p / v;a · b / v3",
        "x + p;a + b + a · b",
        "v − x;v3 − (a + b)",
        "x − v;a + b − v3",
        "−x;−(a + b)",
        "−p;−a · b",
        "q²;(a²)²",
        "x²;(a + b)²",
        "v²;v3²",
        "√x;√(a + b)",
        "|x|;|a + b|",
        "max(x, 0);max(a + b, 0)",
        "max(v, n);max(v3, −2)",
        "v + n;v3 + (−2)",
        "n · v;(−2) · v3",
        "1/v;1/v3",
        "1/(2√v);1/(2√v3)",
        "eˣ;e^(a + b)",
        "e⁻ᵛ;e^(−v3)",
        "eᵛ;e^v3",
        "eᵏ;eᵏ",
        "e⁻ᵏ;e⁻ᵏ",
        "vᵏ⁻¹;v3ᵏ⁻¹",
        "vᵛ⁻¹;v3^(v3 − 1)",
        "vˣ;v3^(a + b)",
        "kⁿ;k⁻²",
        "Σ x;Σ (a + b)",
        "Σ over rows of u;Σ over rows of ∂L/∂Z",
        "uᵀ · v;(∂L/∂Z)ᵀ · v3",
        "u · wᵀ;∂L/∂Z · W1ᵀ",
        "(u ⊙ [v > 0]) · w;(∂L/∂Z ⊙ [v3 > 0]) · W1",
        "vᵢ − log Σⱼ exp vⱼ;v3ᵢ − log Σⱼ exp v3ⱼ",
        "1 where x > 0, else 0;1 where a + b > 0, else 0",
        "x > 0 时为 v，否则为 0;a + b > 0 时为 v3，否则为 0",
        "index;index",
      })
  void putsNamesAndExpressionsInWithTheBracketsThatAreNeeded(String template, String expected) {
    assertThat(Filling.fill(template, PIECES)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\\frac{a}{b};\\frac{v_{1}}{\\mathrm{tax}}",
        "e^{a};e^{v_{1}}",
        "a_i;{v_{1}}_i",
        "a^2 \\operatorname{sign} a;{v_{1}}^2 \\operatorname{sign} v_{1}",
        "A B^{\\top};v_{1} {\\mathrm{tax}}^{\\top}",
        "U_r;\\left(\\frac{\\partial L}{\\partial Z}\\right)_r",
        "\\text{a b};\\text{a b}",
        "\\alpha \\tau;\\alpha \\tau",
      })
  void putsNamesIntoLatex(String template, String expected) {
    Map<String, String> names =
        Map.of("a", "v_{1}", "b", "\\mathrm{tax}", "u", "\\frac{\\partial L}{\\partial Z}");
    assertThat(LatexFilling.fill(template, names)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "0.30000000000000004,0.3",
    "220.00000000000003,220",
    "-0.8949893582285835,−0.894989",
    "1234567.8,1234570",
    "12345678,1.23457e7",
    "0.0001,0.0001",
    "0.00009,9e-5",
    "-1.5e-7,−1.5e-7",
    "0,0",
    "-0.0,0",
    "Infinity,∞",
    "-Infinity,−∞",
    "NaN,NaN"
  })
  void numbersHaveSixDigits(double number, String expected) {
    assertThat(Figures.number(number)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x;x",
        "v12;v_{12}",
        "x_1;x_{1}",
        "alpha;\\alpha",
        "tax;\\mathrm{tax}",
        "0.weight;\\mathrm{0.weight}",
        "long_name;\\mathrm{long\\_name}",
        "−1.5e-7;-1.5 \\cdot 10^{-7}",
        "−2;-2",
        "a{b}\\c;\\mathrm{a\\{b\\}\\ c}",
      })
  void namesAreWrittenInLatex(String name, String expected) {
    assertThat(LatexForm.name(name)).isEqualTo(expected);
  }
}
