package org.jacobi.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jacobi.data.CsvOptions;
import org.jacobi.data.CsvTable;
import org.jacobi.data.Dataset;
import org.jacobi.data.Digits;
import org.jacobi.data.PreprocessOptions;
import org.jacobi.data.Preprocessor;
import org.jacobi.data.Split;
import org.jacobi.data.Task;
import org.jacobi.nn.CrossEntropyLoss;
import org.jacobi.nn.Linear;
import org.jacobi.nn.MSELoss;
import org.jacobi.nn.ReLU;
import org.jacobi.nn.Sequential;
import org.jacobi.nn.Tanh;
import org.jacobi.optim.Adam;
import org.jacobi.optim.SGD;
import org.jacobi.tensor.Rng;
import org.jacobi.train.EpochRecord;
import org.jacobi.train.Evaluation;
import org.jacobi.train.History;
import org.jacobi.train.MemoryPlan;
import org.jacobi.train.Scores;
import org.jacobi.train.Trainer;
import org.jacobi.train.TrainingListener;
import org.jacobi.train.TrainingPlan;

/** Runs to make reports of. */
final class ReportSamples {
  static final TrainingPlan PLAN =
      new TrainingPlan(
          Task.CLASSIFICATION,
          700,
          70,
          30,
          32,
          32,
          2,
          22,
          2200,
          1_234_567,
          new MemoryPlan(1 << 20, 1 << 16, 1 << 18, 1 << 18, 1 << 18, 1 << 17, 0));

  private ReportSamples() {}

  /** Keeps the plan. */
  private static final class Plan implements TrainingListener {
    private TrainingPlan plan = PLAN;

    @Override
    public void started(TrainingPlan itsPlan) {
      plan = itsPlan;
    }
  }

  /** A network that learned drawn digits, not very well. */
  static ReportData digits(int epochs) {
    var digits = Digits.load(1, 600, 300);
    var plan = new Plan();
    var model = new Sequential(new Linear(784, 32), new ReLU(), new Linear(32, 10));
    var trainer =
        Trainer.builder(model)
            .loss(new CrossEntropyLoss())
            .optimizer(new SGD(0.02).momentum(0.9))
            .batchSize(32)
            .epochs(epochs)
            .validation(0.1)
            .listener(plan)
            .build();
    var history = trainer.fit(digits.train(), digits.test());
    return of(trainer, plan.plan, history, digits.test(), null);
  }

  /** A regression of a table. */
  static ReportData prices(int epochs) {
    var text = new StringBuilder("area,rooms,town,price\n");
    var random = Rng.of(3, "prices");
    double[] numbers = IntStream.range(0, 1200).mapToDouble(random::uniform).toArray();
    for (int i = 0; i < 400; i++) {
      double area = 30 + 120 * numbers[3 * i];
      int rooms = 1 + (int) (numbers[3 * i + 1] * 5);
      String town = numbers[3 * i + 2] > 0.5 ? "Ulm" : "<b>Köln & Co</b>";
      double price = 2000 * area + 9000 * rooms + (town.equals("Ulm") ? 0 : 60_000);
      price += 20_000 * (numbers[(7 * i) % 1200] - 0.5);
      text.append("%.1f,%d,%s,%.0f\n".formatted(area, rooms, town, price));
    }
    var table = CsvTable.parse("prices.csv", text.toString(), CsvOptions.standard());
    var split = Split.of(table.rows(), 0.25, 1);
    var prepare =
        Preprocessor.fit(
            table, split.train(), PreprocessOptions.standard().target("price").scaleTarget());
    var plan = new Plan();
    var test = prepare.transform(table, split.test());
    var model =
        new Sequential(new Linear(prepare.featureNames().size(), 8), new Tanh(), new Linear(8, 1));
    var trainer =
        Trainer.builder(model)
            .loss(new MSELoss())
            .optimizer(new Adam(0.01))
            .epochs(epochs)
            .preprocessor(prepare)
            .listener(plan)
            .build();
    var history = trainer.fit(prepare.transform(table, split.train()), test);
    var rows = new ReportData.TableRows(table, split.test());
    return of(trainer, plan.plan, history, test, rows);
  }

  private static ReportData of(
      Trainer trainer,
      TrainingPlan plan,
      History history,
      Dataset test,
      ReportData.TableRows rows) {
    Map<String, Object> configuration = new LinkedHashMap<>(trainer.toMap());
    configuration.put("layers", List.of(32L, 10L));
    configuration.put("schedule", null);
    return new ReportData(
        test.name(),
        trainer.model().toString(),
        "CrossEntropyLoss(mean)",
        trainer.optimizer().toString(),
        "reference",
        "f32",
        1,
        plan,
        history,
        ReportData.Part.TEST,
        trainer.evaluate(test),
        test,
        rows,
        List.of("jacobi predict runs/one new.csv", "jacobi evaluate runs/one <file>"),
        configuration);
  }

  /** Answers that were made up, for any number of classes and epochs. */
  static ReportData made(List<String> names, int rows, int epochs) {
    int classes = names.size();
    var random = Rng.of(5, "made");
    double[] draws = IntStream.range(0, rows * 2).mapToDouble(random::uniform).toArray();
    int[] labels = IntStream.range(0, rows).map(i -> i * 7 % classes).toArray();
    double[] probabilities = new double[rows * classes];
    float[][] features = new float[rows][3];
    for (int i = 0; i < rows; i++) {
      int answer = draws[i] < 0.8 ? labels[i] : (int) (draws[rows + i] * classes);
      double sure = 0.5 + draws[rows + i] / 2.1;
      for (int c = 0; c < classes; c++) {
        probabilities[i * classes + c] = c == answer ? sure : (1 - sure) / (classes - 1);
      }
    }
    var data = Dataset.of(features, labels, names.toArray(String[]::new));
    return new ReportData(
        "made <up> & \"quoted\"",
        "Sequential()",
        "CrossEntropyLoss(mean)",
        "SGD(rate 0.1)",
        "vector, products by oneDNN",
        "bf16",
        42,
        PLAN,
        history(epochs),
        ReportData.Part.VALIDATION,
        Evaluation.classification(0.43219876, classes, probabilities, labels),
        data,
        null,
        List.of(),
        Map.of("seed", 42L));
  }

  static History history(int epochs) {
    List<EpochRecord> records = new ArrayList<>();
    for (int i = 1; i <= epochs; i++) {
      var train = new Scores(Task.CLASSIFICATION, 2.3 * Math.exp(-i / 12.0) + 0.002, share(i, 9));
      double worse = 1.7 * Math.exp(-i / 9.0) + 0.004 * i + 0.1;
      var validation = new Scores(Task.CLASSIFICATION, worse, share(i, 7));
      records.add(
          new EpochRecord(i, 22L * i, 0.01 / i, train, validation, null, 0.71, 0.01, 981, "0a"));
    }
    return new History(records, (epochs + 2) / 3, History.End.EARLY_STOP, "0b");
  }

  private static double share(int epoch, double speed) {
    return 0.97 - 0.8 * Math.exp(-epoch / speed);
  }
}
