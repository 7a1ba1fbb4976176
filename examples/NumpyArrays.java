import module org.jacobi;

void main() throws IOException {
  Path folder = Files.createTempDirectory("numpy");
  NDArray table = NDArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
  Npy.write(folder.resolve("table.npy"), table); // np.load("table.npy")
  NDArray row = NDArray.of(new double[] {2, 4}, 2);
  Npz.write(folder.resolve("both.npz"), Map.of("row", row, "table", table));

  IO.println(Npy.read(folder.resolve("table.npy")).describe());
  Npz.read(folder.resolve("both.npz")).entrySet().stream()
      .sorted(Map.Entry.comparingByKey())
      .forEach(entry -> IO.println(entry.getKey() + " " + entry.getValue().describe()));
}
