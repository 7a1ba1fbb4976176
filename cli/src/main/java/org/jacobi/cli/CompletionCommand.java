package org.jacobi.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code jacobi completion}. */
@Command(
    name = "completion",
    description = "Prints a script that lets bash and zsh complete the commands and their options.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(jacobi completion)                  for this shell",
      "  jacobi completion > /etc/bash_completion.d/jacobi",
    })
final class CompletionCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Terminal.out().print(AutoComplete.bash("jacobi", Main.commandLine()));
    return 0;
  }
}
