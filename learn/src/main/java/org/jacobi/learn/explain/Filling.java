package org.jacobi.learn.explain;

import java.lang.Character.UnicodeScript;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts names or whole expressions in the place of the letters of a formula, with brackets where
 * they are needed.
 */
final class Filling {
  /** How tightly an expression holds together. */
  static final int SUM = 1;

  static final int PRODUCT = 2;
  static final int POWER = 3;
  static final int ATOM = 4;

  /** What is put in, and how tightly it holds together. */
  record Piece(String text, int level) {
    /** A name or a number. */
    static Piece name(String text) {
      return new Piece(text, text.startsWith("−") || text.contains(" ") ? SUM : ATOM);
    }
  }

  private static final Set<String> FUNCTIONS =
      Set.of("sin", "cos", "log", "exp", "tanh", "sigmoid", "softmax", "erf", "sign", "max", "min");
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ";
  private static final String PLAIN = "0123456789−abcdefghijklmnoprstuvwxyz";

  private final String template;
  private final Map<String, Piece> pieces;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private Filling(String template, Map<String, Piece> pieces) {
    this.template = template;
    this.pieces = pieces;
  }

  /** The template with its letters replaced. */
  static String fill(String template, Map<String, Piece> pieces) {
    return new Filling(template, pieces).run();
  }

  private String run() {
    while (at < template.length()) {
      char c = template.charAt(at);
      if (isPlainLetter(c)) {
        word();
      } else if (RAISED.indexOf(c) >= 0) {
        exponent();
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  /** No subscript or superscript, which are letters too, and no Chinese character. */
  private static boolean isPlainLetter(char c) {
    return Character.isLetter(c)
        && Character.getType(c) != Character.MODIFIER_LETTER
        && UnicodeScript.of(c) != UnicodeScript.HAN;
  }

  private void word() {
    int from = at;
    while (at < template.length() && isPlainLetter(template.charAt(at))) {
      at++;
    }
    String word = template.substring(from, at);
    Piece piece = pieces.get(word);
    if (piece == null) {
      out.append(word);
    } else {
      put(piece, from);
    }
  }

  private void put(Piece piece, int from) {
    String text = piece.text();
    boolean isName = text.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || c == '.');
    if (isArgument(from) && !isName) {
      out.setLength(out.length() - 1);
      out.append('(').append(text).append(')');
      return;
    }
    int left = needBefore(from);
    int right = needBehind();
    boolean minus = text.startsWith("−") && left > 0;
    if (piece.level() < Math.max(left, right) || minus) {
      out.append('(').append(text).append(')');
    } else {
      out.append(text);
    }
  }

  /** Whether the place stands behind the name of a function and a blank, as x in {@code cos x}. */
  private boolean isArgument(int from) {
    int end = from - 1;
    if (end < 1 || template.charAt(end) != ' ') {
      return false;
    }
    int start = end;
    while (start > 0 && isPlainLetter(template.charAt(start - 1))) {
      start--;
    }
    return FUNCTIONS.contains(template.substring(start, end));
  }

  private int needBefore(int from) {
    int end = from;
    while (end > 0 && template.charAt(end - 1) == ' ') {
      end--;
    }
    if (end == 0) {
      return 0;
    }
    char c = template.charAt(end - 1);
    if (c != 'Σ' && isPlainLetter(c) || UnicodeScript.of(c) == UnicodeScript.HAN) {
      return 0;
    }
    return switch (c) {
      case '(', '[', '|', '=', ',', '，', '：' -> 0;
      case '+', '<', '>', '≤', '≥' -> SUM;
      case '·', '⊙', '−', 'Σ', '∂' -> PRODUCT;
      case '/' -> POWER;
      default -> ATOM;
    };
  }

  private int needBehind() {
    int next = at;
    while (next < template.length() && template.charAt(next) == ' ') {
      next++;
    }
    if (next == template.length()) {
      return 0;
    }
    char c = template.charAt(next);
    if (next > at && isPlainLetter(c) || UnicodeScript.of(c) == UnicodeScript.HAN) {
      return 0;
    }
    return switch (c) {
      case ')', ']', '|', '=', ',', '，' -> 0;
      case '+', '−', '<', '>', '≤', '≥' -> SUM;
      case '·', '⊙', '/' -> PRODUCT;
      default -> ATOM;
    };
  }

  /** An exponent stays as it is, unless a letter of it is replaced by more than a letter. */
  private void exponent() {
    int from = at;
    var lowered = new StringBuilder();
    while (at < template.length() && RAISED.indexOf(template.charAt(at)) >= 0) {
      char c = PLAIN.charAt(RAISED.indexOf(template.charAt(at)));
      lowered.append(c == '−' && !lowered.isEmpty() ? " − " : String.valueOf(c));
      at++;
    }
    String same = template.substring(from, at);
    String filled = fill(lowered.toString(), pieces);
    if (filled.contentEquals(lowered)) {
      out.append(same);
      return;
    }
    String raised = raised(filled.replace(" ", ""));
    boolean simple = filled.codePoints().allMatch(Character::isLetterOrDigit);
    out.append(raised != null ? raised : simple ? "^" + filled : "^(" + filled + ")");
  }

  private static @Nullable String raised(String text) {
    var raised = new StringBuilder();
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      int index = PLAIN.indexOf(text.charAt(i));
      if (index < 0) {
        return null;
      }
      letters += Character.isLetterOrDigit(text.charAt(i)) ? 1 : 0;
      raised.append(RAISED.charAt(index));
    }
    return letters == 1 ? raised.toString() : null; // e⁻ᵇ, but e^v3 and e^(b − 1)
  }
}
