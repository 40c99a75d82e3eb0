package io.headrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headrace wal}. <b>Threading:</b> the main thread. */
@Command(
        name = "wal",
        mixinStandardHelpOptions = true,
        description = "Looks at a durable log, without changing it.",
        subcommands = {WalInspectCommand.class, WalVerifyCommand.class})
final class WalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "wal what? inspect or verify.");
    }
}
