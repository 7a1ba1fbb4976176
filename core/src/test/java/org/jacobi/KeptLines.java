package org.jacobi;

import java.util.List;
import java.util.ResourceBundle;

/** A log that keeps its lines, each behind its level. */
public record KeptLines(List<String> all) implements System.Logger {
  @Override
  public String getName() {
    return "test";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
    all.add(level + " " + text);
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String text, Object... parameters) {
    all.add(level + " " + text);
  }
}
