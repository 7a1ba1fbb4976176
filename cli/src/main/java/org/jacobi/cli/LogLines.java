package org.jacobi.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * The log of a program on the command line: warnings and errors as one line each of standard error,
 * without the date and the class that java.util.logging would put before them. Found by {@link
 * java.util.ServiceLoader}; in other programs the library logs as they have arranged it.
 */
public final class LogLines extends System.LoggerFinder {
  /** Called by {@link java.util.ServiceLoader}. */
  public LogLines() {}

  @Override
  public Logger getLogger(String name, Module module) {
    return new Line(name);
  }

  private record Line(String name) implements Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && level.getSeverity() >= Level.WARNING.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        Terminal.warn(message + (thrown == null ? "" : " (" + thrown + ")"));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      if (isLoggable(level)) {
        boolean plain = format == null || parameters == null || parameters.length == 0;
        Terminal.warn(plain ? String.valueOf(format) : MessageFormat.format(format, parameters));
      }
    }
  }
}
