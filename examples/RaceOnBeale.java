import module org.jacobi.learn;

void main() throws IOException {
  RaceResult result = new Race()
      .on("beale")
      .optimizers("sgd", "momentum", "adagrad", "adam")
      .rate("sgd", 0.02) // for the others, the best of Race.RATES
      .steps(100)
      .run();
  IO.print(result.table(Locale.ENGLISH));
  RaceRun adam = result.heat("beale").run("adam");
  IO.println("adam after 10 steps: " + Arrays.toString(adam.path()[10]));
  Files.writeString(Path.of("beale.html"), result.html(Locale.ENGLISH));
}
