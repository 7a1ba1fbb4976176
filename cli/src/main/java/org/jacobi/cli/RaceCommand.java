package org.jacobi.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jacobi.data.DataStore;
import org.jacobi.data.Digits;
import org.jacobi.data.KnownData;
import org.jacobi.data.Mnist;
import org.jacobi.data.TrainTest;
import org.jacobi.io.AtomicFile;
import org.jacobi.io.Json;
import org.jacobi.learn.race.InitStudy;
import org.jacobi.learn.race.Overfit;
import org.jacobi.learn.race.OverfitStudy;
import org.jacobi.learn.race.Race;
import org.jacobi.learn.race.RaceResult;
import org.jacobi.learn.race.RaceTexts;
import org.jacobi.optim.Optimizers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jacobi race}. */
@Command(
    name = "race",
    description = {
      "Optimizers side by side: on functions of two numbers, and on a small network.",
      "",
      "With --init: what becomes of activations over five layers, for several initial weights."
          + " With --overfit: training and test curves on 300 images, with and without weight decay"
          + " and dropout. Each prints tables; --html writes a page with pictures.",
      "",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacobi race                                 everything, with a search for each rate",
      "  jacobi race --html                          the same, and race.html, on which paths move",
      "  jacobi race --surface beale --optimizers sgd,momentum,adam --rate sgd=0.02,adam=0.3",
      "  jacobi race --init --html init.html         histograms of activations",
      "  jacobi race --overfit --html curves.html    300 images learned by heart, or not",
    })
final class RaceCommand implements Callable<Integer> {
  @Option(
      names = "--surface",
      split = ",",
      paramLabel = "NAME",
      description =
          "What to race on: valley, beale, rosenbrock, saddle, noisy, network; all by default.")
  private @Nullable List<String> surfaces;

  @Option(
      names = "--optimizers",
      split = ",",
      paramLabel = "NAME",
      description = "Which take part; all of the library by default.")
  private @Nullable List<String> optimizers;

  @Option(
      names = "--rate",
      split = ",",
      paramLabel = "NAME=RATE",
      description =
          "The learning rate of an optimizer, or a number alone for all of them. For the others"
              + " rates from 0.001 to 100 are tried, and the best one is taken.")
  private @Nullable List<String> rates;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of each optimizer; 60 to 600 by default, as the surface needs.")
  private @Nullable Integer steps;

  @Option(names = "--init", description = "Activation histograms instead.")
  private boolean init;

  @Option(names = "--overfit", description = "Training and test curves instead.")
  private boolean overfit;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "With --overfit: a folder with MNIST. By default that of JACOBI_DATA or the user's cache;"
              + " without MNIST in it, digits that Jacobi draws. Nothing is downloaded.")
  private @Nullable Path folder;

  @Option(names = "--epochs", paramLabel = "N", description = "With --overfit; 150 by default.")
  private @Nullable Integer epochs;

  @Option(
      names = "--lambda",
      paramLabel = "X",
      description = "With --overfit: the weight decay; 0.01 by default.")
  private @Nullable Double lambda;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "With --overfit: the probability of dropping; 0.3 by default.")
  private @Nullable Double dropout;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What all random numbers follow from; 1 by default.")
  private long seed = Race.SEED;

  @Option(
      names = "--html",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description = "Write a page; race.html, race-init.html or race-overfit.html by default.")
  private @Nullable String html;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Mixin private final LanguageOption language = new LanguageOption();

  @Override
  public Integer call() throws Exception {
    return language.in(this::run);
  }

  private int run(Locale locale) {
    check(locale);
    if (init) {
      Path page = page("race-init.html", locale);
      var study = InitStudy.run(seed);
      show(locale, page, study::table, study::html, study::toMap);
    } else if (overfit) {
      Path page = page("race-overfit.html", locale);
      var study = overfitting();
      show(locale, page, study::table, study::html, study::toMap);
    } else {
      Path page = page("race.html", locale);
      RaceResult result = race(locale).run();
      show(locale, page, result::table, result::html, result::toMap);
    }
    return 0;
  }

  private void check(Locale locale) {
    if (init && overfit) {
      throw new UserError(RaceTexts.of(locale, "error.two"));
    }
    Map<String, @Nullable Object> ofRace = new LinkedHashMap<>();
    ofRace.put("--surface", surfaces);
    ofRace.put("--optimizers", optimizers);
    ofRace.put("--rate", rates);
    ofRace.put("--steps", steps);
    Map<String, @Nullable Object> ofOverfit = new LinkedHashMap<>();
    ofOverfit.put("--data", folder);
    ofOverfit.put("--epochs", epochs);
    ofOverfit.put("--lambda", lambda);
    ofOverfit.put("--dropout", dropout);
    if (init || overfit) {
      String other = init ? "--init" : "--overfit";
      refuse(ofRace, name -> RaceTexts.of(locale, "error.idle.init", name, other));
    }
    if (!overfit) {
      refuse(ofOverfit, name -> RaceTexts.of(locale, "error.idle.overfit", name));
    }
  }

  private static void refuse(
      Map<String, @Nullable Object> options, Function<String, String> message) {
    options.forEach((name, given) -> {
      if (given != null) {
        throw new UserError(message.apply(name));
      }
    });
  }

  /** Where the page goes, or null without one; a folder that is not there is said at once. */
  private @Nullable Path page(String usual, Locale locale) {
    String given = html;
    if (given == null) {
      return null;
    }
    Path file = SourceFinder.path(given.isEmpty() ? usual : given);
    OutFile.require(given.isEmpty() ? file.toString() : "--html " + given, file, locale);
    return file;
  }

  private void show(
      Locale locale,
      @Nullable Path page,
      Function<Locale, String> table,
      Function<Locale, String> html,
      Supplier<Map<String, Object>> map) {
    if (page != null) {
      AtomicFile.write(page, html.apply(locale));
    }
    if (json) {
      Terminal.out().println(Json.text(map.get()));
      return;
    }
    Terminal.out().print(table.apply(locale));
    if (page != null) {
      Terminal.out().println("\n" + RaceTexts.of(locale, "race.page", page));
    }
  }

  private Race race(Locale locale) {
    var race = new Race().seed(seed);
    if (surfaces != null) {
      race.on(surfaces.toArray(String[]::new));
    }
    if (optimizers != null) {
      race.optimizers(optimizers.toArray(String[]::new));
    }
    if (steps != null) {
      race.steps(steps);
    }
    for (String rate : rates == null ? List.<String>of() : rates) {
      rate(race, rate, locale);
    }
    return race;
  }

  private void rate(Race race, String given, Locale locale) {
    int equals = given.indexOf('=');
    double number = number(given, given.substring(equals + 1), locale);
    List<String> names = new ArrayList<>();
    if (equals >= 0) {
      names.add(given.substring(0, equals));
    } else {
      names.addAll(optimizers == null ? Optimizers.names() : optimizers);
    }
    for (String name : names) {
      race.rate(name, number);
      if (optimizers != null && optimizers.stream().noneMatch(name::equalsIgnoreCase)) {
        String all = String.join(", ", optimizers);
        throw new UserError(RaceTexts.of(locale, "error.rate.absent", given, name, all));
      }
    }
  }

  private static double number(String given, String text, Locale locale) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserError(RaceTexts.of(locale, "error.rate", given));
    }
  }

  private OverfitStudy overfitting() {
    Path place = mnist();
    String name = place == null ? "digits" : "mnist";
    TrainTest data = place == null ? Digits.load(Defaults.DIGITS_SEED) : Mnist.load(place);
    var experiment = new Overfit(name, data).seed(seed);
    if (epochs != null) {
      experiment.epochs(epochs);
    }
    if (lambda != null) {
      experiment.lambda(lambda);
    }
    if (dropout != null) {
      experiment.dropout(dropout);
    }
    return experiment.run();
  }

  /** A folder with MNIST, or null. */
  private @Nullable Path mnist() {
    if (folder != null) {
      return folder;
    }
    String given = System.getenv("JACOBI_DATA");
    if (given != null && !given.isEmpty() && hasMnist(Path.of(given))) {
      return Path.of(given);
    }
    return hasMnist(DataStore.userCache()) ? DataStore.userCache() : null;
  }

  private static boolean hasMnist(Path place) {
    return KnownData.named("mnist").files().stream()
        .allMatch(file -> Files.isRegularFile(place.resolve("mnist").resolve(file.name())));
  }
}
