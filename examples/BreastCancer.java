import module org.jacobi;

void main(String[] args) {
  Path file = Path.of(args.length > 0 ? args[0] : "data/breast-cancer/breast_cancer.csv");
  // The first line of this file only counts rows and columns, and no line names the columns.
  var reading = CsvOptions.standard().skipLines(1).header(CsvOptions.Header.ABSENT);
  var table = CsvTable.read(file, reading);
  var split = Split.of(table.rows(), 0.2, 1);
  var options = PreprocessOptions.standard().task(Task.CLASSIFICATION); // target: the last column
  var prepare = Preprocessor.fit(table, split.train(), options); // means of the training rows only
  IO.println(prepare);

  var model = new Sequential(new Linear(30, 16), new ReLU(), new Linear(16, 2));
  var trainer = Trainer.builder(model)
      .loss(new CrossEntropyLoss())
      .optimizer(new Adam(0.01))
      .batchSize(32).epochs(20).seed(1)
      .preprocessor(prepare)
      .build();
  trainer.fit(prepare.transform(table, split.train()));

  var result = trainer.evaluate(prepare.transform(table, split.test()));
  IO.println("test rows " + result.rows());
  IO.println("accuracy  %.4f".formatted(result.accuracy()));
  IO.println("ROC AUC   %.4f".formatted(result.rocAuc()));
  trainer.save(Path.of("breast-cancer.safetensors"));
}
