/** The command line of Jacobi. */
module org.jacobi.cli {
  requires static org.jspecify;
  requires org.jacobi;
  requires org.jacobi.learn;
  requires info.picocli;
  requires de.siegmar.fastcsv;
  requires java.compiler;
  requires java.desktop;

  opens org.jacobi.cli to
      info.picocli;

  provides System.LoggerFinder with
      org.jacobi.cli.LogLines;
}
