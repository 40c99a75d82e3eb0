package io.headrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each example's main, with real sockets and the real clock. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class ExamplesTest {
    private static final Pattern PAIR = Pattern.compile("\\((.+),(\\d+)\\)");

    @TempDir
    Path temporary;

    private volatile boolean refusedAll;

    @Test
    void shouldCountWordsOfASocket() throws Exception {
        try (TextServer server = new TextServer();
                RunningExample example = RunningExample.start(NetworkWordCount::main, "localhost", server.port());
                TextServer.Client client = server.client()) {
            client.send("to be or not to be");
            example.awaitLines("(to,2)", "(be,2)", "(or,1)", "(not,1)");
        }
    }

    @Test
    void shouldCountWordsOfASocketOnViews() throws Exception {
        try (TextServer server = new TextServer();
                RunningExample example = RunningExample.start(ViewWordCount::main, "localhost", server.port());
                TextServer.Client client = server.client()) {
            client.send("to be or  not to be");
            example.awaitLines("(to,2)", "(be,2)", "(or,1)", "(not,1)");
        }
    }

    @Test
    void shouldCountWordsOfFilesThatAreMovedIn() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("in"));
        try (RunningExample example = RunningExample.start(FileWordCount::main, directory.toString())) {
            example.await(line -> line.startsWith("Time: ")); // it watches
            Path text = Files.writeString(temporary.resolve("text"), "to be or not\nto be\n");
            Files.move(text, directory.resolve("text-1"));
            example.awaitLines("(to,2)", "(be,2)", "(or,1)", "(not,1)");
        }
    }

    @Test
    void shouldCountBatchesOfAQueue() throws Exception {
        try (RunningExample example = RunningExample.start(QueueStreamExample::main)) {
            for (int batch = 0; batch < 2; batch++) {
                for (int digit = 0; digit < 10; digit++) example.await(line -> line.matches("\\(\\d,100\\)"));
            }
        }
    }

    @Test
    void shouldCountOnOverBatchesAndRestarts() throws Exception {
        String directory = temporary.resolve("context").toString();
        try (TextServer server = new TextServer()) {
            try (RunningExample example = RunningExample.start(
                            StatefulNetworkWordCount::main, "localhost", server.port(), directory);
                    TextServer.Client client = server.client()) {
                client.send("hello again");
                example.awaitLines("(hello,2)", "(again,1)");
            }
            try (RunningExample example = RunningExample.start(
                            StatefulNetworkWordCount::main, "localhost", server.port(), directory);
                    TextServer.Client client = server.client()) {
                client.send("again hello world");
                example.awaitLines("(again,2)", "(hello,3)", "(world,2)");
            }
        }
    }

    @Test
    void shouldReceiveByAReceiverOfTheUsers() throws Exception {
        try (TextServer server = new TextServer();
                RunningExample example = RunningExample.start(CustomReceiver::main, "localhost", server.port());
                TextServer.Client client = server.client()) {
            client.send("to be or not to be");
            example.awaitLines("(to,2)", "(be,2)", "(or,1)", "(not,1)");
        }
    }

    @Test
    void shouldGoOnInTheSameDirectory() throws Exception {
        String directory = temporary.resolve("context").toString();
        Path output = temporary.resolve("counts.txt");
        try (TextServer server = new TextServer()) {
            for (String word : new String[] {"first", "second"}) {
                try (RunningExample example = RunningExample.start(
                                RecoverableNetworkWordCount::main,
                                "localhost",
                                server.port(),
                                directory,
                                output.toString());
                        TextServer.Client client = server.client()) {
                    client.send(word + " a " + word);
                    String line = example.await(printed -> printed.contains("(" + word + ",2)"));
                    assertThat(line).doesNotContain("(a,1)").contains("1 words dropped so far");
                }
            }
        }
        assertThat(Files.readAllLines(output))
                .hasSize(2)
                .allMatch(line -> line.startsWith("Counts at time "))
                .satisfies(lines -> assertThat(lines.get(0)).contains("batch 1-"))
                .satisfies(lines -> assertThat(lines.get(1)).contains("batch 2-"));
    }

    @Test
    void shouldSumTradesInAWindow() throws Exception {
        try (RunningExample example = RunningExample.start(
                TradeWindow::main, temporary.resolve("context").toString())) {
            long[] quantity = new long[5];
            for (int i = 0; i < quantity.length; i++) {
                Matcher pair =
                        PAIR.matcher(example.await(line -> PAIR.matcher(line).matches()));
                assertThat(pair.matches()).isTrue();
                quantity[Integer.parseInt(pair.group(1))] = Long.parseLong(pair.group(2));
            }
            // Account i trades i + 1 at a time, and all of them take turns.
            for (int i = 0; i < quantity.length; i++)
                assertThat(quantity[i] / (i + 1)).isBetween(quantity[0] - 1, quantity[0]);
            assertThat(quantity[0]).isPositive();
        }
    }

    @Test
    void shouldShowWhatItIsForWithoutArguments() throws Exception {
        try (RunningExample example = RunningExample.start(OrderBookTop::main)) {
            example.await(line -> line.matches("instrument \\d+: \\d+\\.\\d\\d / \\d+\\.\\d\\d"));
        }
        try (RunningExample example = RunningExample.start(ClickFraud::main)) {
            example.await(line -> line.matches("user \\d+ clicks too often: 21"));
        }
        try (RunningExample example = RunningExample.start(SensorAlerts::main)) {
            example.await(line -> line.matches("sensor \\d+ is too hot: \\d+ degrees on average, \\d+ at most"));
        }
    }

    @Test
    void shouldSayHowToCallIt() throws InterruptedException {
        Thread caller = new Thread(
                () -> { // what is thrown there leaves no handler in the test's own thread
                    assertThatThrownBy(() -> NetworkWordCount.main(new String[] {"localhost"}))
                            .hasMessage("usage: NetworkWordCount HOST PORT; given: localhost");
                    for (RunningExample.Main main :
                            new RunningExample.Main[] {OrderBookTop::main, ClickFraud::main, SensorAlerts::main})
                        assertThatThrownBy(() -> main.run(new String[] {"localhost", "port"}))
                                .hasMessageMatching("usage: \\w+ \\[HOST PORT]; given: localhost port");
                    refusedAll = true;
                });
        caller.start();
        caller.join();
        assertThat(refusedAll).isTrue();
    }

    @Test
    void shouldEndWithALineOfUsageWhenItIsCalledWrongly() throws Exception {
        Path said = temporary.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        NetworkWordCount.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Files.readAllLines(said)).containsExactly("usage: NetworkWordCount HOST PORT; given: nothing");
    }
}
