package io.headrace.cli;

import io.headrace.examples.ClickFraud;
import io.headrace.examples.CustomReceiver;
import io.headrace.examples.FileWordCount;
import io.headrace.examples.NetworkWordCount;
import io.headrace.examples.OrderBookTop;
import io.headrace.examples.QueueStreamExample;
import io.headrace.examples.RecoverableNetworkWordCount;
import io.headrace.examples.SensorAlerts;
import io.headrace.examples.StatefulNetworkWordCount;
import io.headrace.examples.TradeWindow;
import io.headrace.examples.ViewWordCount;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headrace example}. <b>Threading:</b> the main thread. */
@Command(
        name = "example",
        mixinStandardHelpOptions = true,
        description = "Runs one of the example programs, until ctrl-c; without a name it lists them.")
final class ExampleCommand implements Callable<Integer> {
    private static final Map<String, Main> EXAMPLES = new TreeMap<>(Map.ofEntries(
            Map.entry("ClickFraud", ClickFraud::main),
            Map.entry("CustomReceiver", CustomReceiver::main),
            Map.entry("FileWordCount", FileWordCount::main),
            Map.entry("NetworkWordCount", NetworkWordCount::main),
            Map.entry("OrderBookTop", OrderBookTop::main),
            Map.entry("QueueStreamExample", QueueStreamExample::main),
            Map.entry("RecoverableNetworkWordCount", RecoverableNetworkWordCount::main),
            Map.entry("SensorAlerts", SensorAlerts::main),
            Map.entry("StatefulNetworkWordCount", StatefulNetworkWordCount::main),
            Map.entry("TradeWindow", TradeWindow::main),
            Map.entry("ViewWordCount", ViewWordCount::main)));

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The example.")
    private @Nullable String name;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ARGUMENT", description = "What the example is given.")
    private List<String> arguments = List.of();

    /** An example's main. */
    @FunctionalInterface
    private interface Main {
        void run(String[] arguments) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        if (name == null) {
            PrintWriter out = spec.commandLine().getOut();
            EXAMPLES.keySet().forEach(out::println);
            return Headrace.DONE;
        }
        Main example = EXAMPLES.get(name);
        if (example == null)
            throw new NonsenseException(
                    "there is no example \"" + name + "\"; there are: " + String.join(", ", EXAMPLES.keySet()));
        try {
            example.run(arguments.toArray(new String[0]));
        } catch (IllegalArgumentException e) {
            throw new NonsenseException(String.valueOf(e.getMessage()), e);
        }
        return Headrace.DONE;
    }
}
