package org.jacobi.optim;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jacobi.array.Near;

/** Reads schedules from short texts such as {@code step:10:0.5}. */
final class ScheduleText {
  private static final String WARM_UP = "warmup";

  private interface Maker {
    Schedule make(Arguments arguments);
  }

  /** The form as it is shown, how many arguments there may be, and what is made of them. */
  private record Form(String text, int least, int most, Maker maker) {}

  private static final Map<String, Form> FORMS = new LinkedHashMap<>();

  static {
    FORMS.put("constant", new Form("constant", 0, 0, a -> Schedule.constant()));
    FORMS.put(
        "step", new Form("step:EPOCHS:GAMMA", 2, 2, a -> Schedule.step(a.whole(0), a.number(1))));
    FORMS.put(
        "multistep",
        new Form(
            "multistep:EPOCH,EPOCH,...:GAMMA",
            2,
            2,
            a -> Schedule.multiStep(a.number(1), a.wholes(0))));
    FORMS.put(
        "exponential", new Form("exponential:GAMMA", 1, 1, a -> Schedule.exponential(a.number(0))));
    FORMS.put("cosine", new Form("cosine[:LEAST]", 0, 1, a -> Schedule.cosine(a.number(0, 0))));
    FORMS.put(
        "restarts",
        new Form(
            "restarts:EPOCHS[:FACTOR[:LEAST]]",
            1,
            3,
            a -> Schedule.cosineRestarts(a.whole(0), a.whole(1, 1), a.number(2, 0))));
    FORMS.put(
        "onecycle",
        new Form("onecycle:HIGHEST[:RISE[:START[:END]]]", 1, 4, ScheduleText::oneCycle));
    String plateau = "[:FACTOR[:PATIENCE[:THRESHOLD[:COOLDOWN[:LEAST]]]]]";
    FORMS.put("plateau", new Form("plateau" + plateau, 0, 5, ScheduleText::plateau));
    FORMS.put(
        "plateau-max", new Form("plateau-max" + plateau, 0, 5, a -> plateau(a).higherIsBetter()));
    FORMS.put(
        WARM_UP,
        new Form(
            "warmup:STEPS[+SCHEDULE]",
            1,
            1,
            a -> Schedule.warmUp(a.whole(0), Schedule.constant())));
  }

  private ScheduleText() {}

  private static Schedule oneCycle(Arguments a) {
    return new OneCycle(
        a.number(0),
        a.number(1, OneCycle.DEFAULT_RISE),
        a.number(2, OneCycle.DEFAULT_START),
        a.number(3, OneCycle.DEFAULT_END));
  }

  private static ReduceOnPlateau plateau(Arguments a) {
    return Schedule.reduceOnPlateau()
        .factor(a.number(0, ReduceOnPlateau.DEFAULT_FACTOR))
        .patience(a.whole(1, ReduceOnPlateau.DEFAULT_PATIENCE))
        .threshold(a.number(2, ReduceOnPlateau.DEFAULT_THRESHOLD))
        .cooldown(a.whole(3, ReduceOnPlateau.DEFAULT_COOLDOWN))
        .least(a.number(4, ReduceOnPlateau.DEFAULT_LEAST));
  }

  static List<String> forms() {
    return FORMS.values().stream().map(Form::text).toList();
  }

  static Schedule parse(String text) {
    int plus = text.indexOf('+');
    if (plus >= 0 && isWarmUp(text)) {
      String rest = text.substring(plus + 1);
      var other = isWarmUp(rest) ? parseOne(rest.split("\\+", 2)[0]) : parseOne(rest);
      return Schedule.warmUp(arguments(text.substring(0, plus), form(WARM_UP)).whole(0), other);
    }
    return parseOne(text);
  }

  private static boolean isWarmUp(String text) {
    return text.toLowerCase(Locale.ROOT).startsWith(WARM_UP + ":");
  }

  private static Schedule parseOne(String text) {
    Form form = form(text.split(":", 2)[0]);
    return form.maker.make(arguments(text, form));
  }

  private static Form form(String name) {
    Form form = FORMS.get(name.toLowerCase(Locale.ROOT));
    if (form == null) {
      String hint = Near.hint(name.toLowerCase(Locale.ROOT), FORMS.keySet());
      throw new IllegalArgumentException(
          "[schedule] there is no schedule \""
              + name
              + '"'
              + hint
              + (hint.isEmpty() ? ". The forms are " : " The forms are ")
              + String.join(", ", forms()));
    }
    return form;
  }

  private static Arguments arguments(String text, Form form) {
    String[] parts = text.split(":", -1);
    if (parts.length - 1 < form.least || parts.length - 1 > form.most) {
      throw new IllegalArgumentException(
          "[schedule] " + text + " does not have the form " + form.text);
    }
    return new Arguments(text, form.text, Arrays.copyOfRange(parts, 1, parts.length));
  }

  /** What stands between the colons. */
  private record Arguments(String text, String form, String... parts) {
    double number(int i, double otherwise) {
      return i < parts.length ? number(i) : otherwise;
    }

    long whole(int i, long otherwise) {
      return i < parts.length ? whole(i) : otherwise;
    }

    double number(int i) {
      try {
        return Double.parseDouble(parts[i]);
      } catch (NumberFormatException e) {
        throw bad(parts[i], "a number");
      }
    }

    long whole(int i) {
      return whole(parts[i]);
    }

    long[] wholes(int i) {
      return Arrays.stream(parts[i].split(",", -1)).mapToLong(this::whole).toArray();
    }

    private long whole(String part) {
      try {
        return Long.parseLong(part);
      } catch (NumberFormatException e) {
        throw bad(part, "a whole number");
      }
    }

    private IllegalArgumentException bad(String part, String wanted) {
      return new IllegalArgumentException(
          "[schedule] "
              + wanted
              + " is needed in place of \""
              + part
              + "\" in "
              + text
              + ", which has the form "
              + form);
    }
  }
}
