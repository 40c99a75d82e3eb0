package io.headrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code headrace} command.
 *
 * <p>Exit codes: 0 done, 1 the answer is "no" or the work failed, 2 the command line or what it points at makes no
 * sense.
 *
 * <p><b>Threading:</b> the main thread.
 */
@Command(
        name = "headrace",
        mixinStandardHelpOptions = true,
        version = "headrace 0.1.0-SNAPSHOT",
        description = "Streaming with millisecond batches inside one JVM.",
        subcommands = {
            DemoCommand.class,
            ExampleCommand.class,
            TopologyCommand.class,
            SizeCommand.class,
            WalCommand.class,
            StateCommand.class,
            ReplayCommand.class,
            TopCommand.class,
            ErrorsCommand.class,
            BenchCommand.class,
            HelpCommand.class
        })
public final class Headrace implements Runnable {
    static final int DONE = 0;
    static final int NO = 1;
    static final int NONSENSE = 2;

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        int code = commandLine().execute(arguments);
        boolean unheard = System.out.checkError();
        if (unheard) System.err.println("headrace: the output could not be written");
        System.exit(unheard ? Math.max(code, NO) : code);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Headrace())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, arguments) -> inOneLine(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("headrace: " + Failures.inWords(failure));
                    return failure instanceof NonsenseException ? NONSENSE : NO;
                });
    }

    /** The usage of a command with twenty options buries what is wrong: it is one word away. */
    private static int inOneLine(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        command.getErr().println("headrace: " + failure.getMessage());
        boolean inner = command.getParent() != null;
        if (inner) command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        else command.usage(command.getErr());
        return NONSENSE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? See the list below.");
    }
}
