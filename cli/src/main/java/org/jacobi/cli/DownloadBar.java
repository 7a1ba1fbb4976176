package org.jacobi.cli;

import java.nio.file.Path;
import org.jacobi.data.DownloadListener;
import org.jacobi.data.RemoteFile;

/** Shows a download on standard error: a bar on a terminal, else a line at its start and end. */
final class DownloadBar implements DownloadListener {
  private static final int WIDTH = 24;
  private static final long PAUSE = 100_000_000;

  private final boolean interactive = Terminal.isInteractive();
  private long shown;

  @Override
  public void started(RemoteFile file, String url, long done) {
    Terminal.err()
        .println(
            "downloading "
                + file.name()
                + " ("
                + Words.bytes(file.size())
                + (done > 0 ? ", " + Words.bytes(done) + " are here already" : "")
                + ") from "
                + url);
  }

  @Override
  public void progress(RemoteFile file, long done) {
    long now = System.nanoTime();
    if (interactive && (now - shown > PAUSE || done == file.size())) {
      shown = now;
      double share = file.size() == 0 ? 1 : (double) done / file.size();
      Terminal.err()
          .print(
              "\r"
                  + ProgressBar.bar(share, WIDTH)
                  + Words.format(" %3.0f %%  %s ", 100 * share, Words.bytes(done)));
    }
  }

  @Override
  public void finished(RemoteFile file, Path path) {
    if (interactive) {
      Terminal.err().println();
    }
    Terminal.err().println("checked, and kept as " + path);
  }
}
