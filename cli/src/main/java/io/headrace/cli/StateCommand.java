package io.headrace.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headrace state}. <b>Threading:</b> the main thread. */
@Command(
        name = "state",
        mixinStandardHelpOptions = true,
        description = "Looks at checkpoints of state, without changing them and without the program that wrote them.",
        subcommands = {StateListCommand.class, StateDumpCommand.class})
final class StateCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "state what? list or dump.");
    }
}
