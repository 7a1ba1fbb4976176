import module org.jacobi;

void main(String[] args) {
  var predictor = Predictor.load(Path.of(args[0])); // layers, classes and preparation of the table
  var info = predictor.info();
  if (!(info.input() instanceof InputFormat.Table format)) {
    throw new IllegalArgumentException(args[0] + " was not trained on a table");
  }
  var rows = CsvTable.read(Path.of(args[1]), format.preprocessor().csvOptions());
  for (double[] probabilities : predictor.predict(rows)) {
    int best = probabilities[0] > probabilities[1] ? 0 : 1;
    String name = info.classNames().get(best);
    IO.println("class %s, probability %.4f".formatted(name, probabilities[best]));
  }
}
