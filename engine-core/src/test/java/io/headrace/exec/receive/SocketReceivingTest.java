package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.source.Loopback;
import io.headrace.source.SocketLines;
import io.headrace.source.SocketObjects;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sockets, receivers and rings together, on the system's clock. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class SocketReceivingTest {
    private static final byte[] NO_POSITION = {};
    private static final int MAX_RECORD = 1 << 10;
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(20);

    private final RejectStore rejects = new RejectStore(10, 100);

    /** A receiver of lines and the other end of its ring, both stepped by the test's thread. */
    private final class Input implements AutoCloseable {
        final Intake intake;
        final ReceiverCounters counters = ReceiverCounters.detached();
        final ReceiverAgent agent;

        Input(int stream, int port, int slots) {
            intake = new Intake(slots);
            agent = new ReceiverAgent(
                    new ReceiverSettings("lines " + stream, stream, MAX_RECORD, INTERVAL, 0, DELAY),
                    NO_POSITION,
                    new SocketLines("localhost", port),
                    intake.ring,
                    counters,
                    rejects,
                    InstantSource.system());
            agent.onStart();
        }

        void step() {
            agent.doWork();
        }

        void stepAndTake() {
            agent.doWork();
            intake.takeAll();
        }

        @Override
        public void close() {
            agent.onClose();
            intake.close();
        }
    }

    private static Thread sending(Loopback.Client client, List<String> lines, AtomicInteger sent) {
        Thread thread = new Thread(() -> {
            try {
                for (String line : lines) {
                    client.send(line + "\n");
                    sent.incrementAndGet();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void shouldShowOneLineWithinABlockIntervalThoughNothingFollows() throws IOException {
        try (Loopback server = new Loopback();
                Input input = new Input(0, server.port(), 2);
                Loopback.Client client = server.accept()) {
            client.send("one line\n");
            Waiting.until(() -> !input.intake.taken.isEmpty(), input::stepAndTake);
            assertThat(input.intake.texts()).containsExactly("one line");
        }
    }

    @Test
    void shouldComeBackWithTheServer() throws IOException {
        int port;
        try (Loopback server = new Loopback()) {
            port = server.port();
        }
        try (Input input = new Input(0, port, 2)) {
            Waiting.until(() -> input.agent.state() == ReceiverState.WAITING, input::step);
            for (int life = 1; life <= 2; life++) {
                String line = "life " + life;
                int expected = life;
                try (Loopback server = new Loopback(port)) {
                    Waiting.until(() -> input.agent.state() == ReceiverState.OPEN, input::step);
                    try (Loopback.Client client = server.accept()) {
                        client.send(line + "\n");
                        Waiting.until(() -> input.intake.texts().size() == expected, input::stepAndTake);
                    }
                }
                Waiting.until(() -> input.agent.state() == ReceiverState.WAITING, input::stepAndTake);
            }
            assertThat(input.intake.texts()).containsExactly("life 1", "life 2");
            assertThat(input.counters.restarts().get()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void shouldHoldTheSenderWhileNobodyTakesBlocks() throws Exception {
        List<String> lines =
                IntStream.range(0, 60_000).mapToObj(i -> i + "-".repeat(500)).toList();
        try (Loopback server = new Loopback();
                Input input = new Input(0, server.port(), 4);
                Loopback.Client client = server.accept()) {
            AtomicInteger sent = new AtomicInteger();
            Thread sender = sending(client, lines, sent);
            long before = NativeMemory.used();
            int[] seen = {-1};
            // the sender stands still when all buffers on the way are full
            Waiting.until(() -> input.intake.ring.isFull(), input::step);
            long memory = NativeMemory.used();
            Waiting.until(
                    () -> {
                        boolean stands = sent.get() == seen[0];
                        seen[0] = sent.get();
                        return stands;
                    },
                    () -> {
                        for (int i = 0; i < 200_000; i++) input.step();
                    });
            assertThat(sent.get()).isLessThan(lines.size());
            assertThat(sender.isAlive()).isTrue();
            assertThat(input.counters.held().get()).isPositive();
            assertThat(NativeMemory.used()).isEqualTo(memory).isLessThan(before + (1 << 20));

            Waiting.until(
                    () -> input.intake.taken.stream()
                                    .mapToInt(block -> block.records().size())
                                    .sum()
                            == lines.size(),
                    () -> {
                        for (int i = 0; i < 20; i++) input.stepAndTake();
                    });
            sender.join();
            assertThat(input.intake.texts()).isEqualTo(lines);
            assertThat(rejects.count()).isZero();
        }
    }

    @Test
    void shouldReceiveFromTwoSockets() throws Exception {
        List<String> left = IntStream.range(0, 5000).mapToObj(i -> "left " + i).toList();
        List<String> right =
                IntStream.range(0, 5000).mapToObj(i -> "right " + i).toList();
        try (Loopback first = new Loopback();
                Loopback second = new Loopback();
                Input one = new Input(0, first.port(), 2);
                Input two = new Input(1, second.port(), 2);
                Loopback.Client toOne = first.accept();
                Loopback.Client toTwo = second.accept()) {
            Thread sendingLeft = sending(toOne, left, new AtomicInteger());
            Thread sendingRight = sending(toTwo, right, new AtomicInteger());
            Waiting.until(
                    () -> one.counters.records().get() + two.counters.records().get() == 10_000, () -> {
                        one.stepAndTake();
                        two.stepAndTake();
                    });
            sendingLeft.join();
            sendingRight.join();
            assertThat(one.intake.takeAll().texts()).isEqualTo(left);
            assertThat(two.intake.takeAll().texts()).isEqualTo(right);
            assertThat(two.intake.taken).allMatch(block -> block.stream() == 1);
        }
    }

    @Test
    void shouldSurviveGarbage() throws IOException {
        byte[] garbage = new byte[200_000];
        for (int i = 0; i < garbage.length; i++) garbage[i] = (byte) (i * 31 + i / 256);
        try (Loopback server = new Loopback();
                Input input = new Input(0, server.port(), 2);
                Loopback.Client client = server.accept()) {
            client.send(garbage);
            client.send("\nstill here\n");
            Waiting.until(() -> input.intake.texts().contains("still here"), input::stepAndTake);
            assertThat(input.counters.rejected().get()).isPositive().isEqualTo(rejects.count());
            assertThat(input.agent.state()).isEqualTo(ReceiverState.OPEN);
        }
    }

    @Test
    void shouldReceiveObjectsThatAFunctionReads() throws IOException {
        SocketObjects<String> objects;
        Intake intake = new Intake(2);
        try (Loopback server = new Loopback()) {
            objects = new SocketObjects<>(
                    "localhost",
                    server.port(),
                    in -> {
                        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
                        List<String> words = new ArrayList<>();
                        String line = reader.readLine();
                        if (line != null) words.addAll(List.of(line.split(" ")));
                        return words;
                    },
                    StorageLevel.MEMORY_ONLY_SER);
            ReceiverSupervisor supervisor = new ReceiverSupervisor(
                    new ReceiverSettings("objects", 0, MAX_RECORD, INTERVAL, 0, DELAY),
                    NO_POSITION,
                    objects,
                    Codecs.TEXT,
                    intake.ring,
                    ReceiverCounters.detached(),
                    InstantSource.system());
            supervisor.onStart();
            for (int connection = 1; connection <= 2; connection++) {
                int expected = 2 * connection;
                int times = connection;
                try (Loopback.Client client = server.accept()) {
                    client.send("two words\n");
                    Waiting.until(() -> intake.takeAll().texts().size() == expected, supervisor::doWork);
                }
                // The state itself may have come and gone while the words were waited for.
                Waiting.until(() -> supervisor.restarts() == times, supervisor::doWork);
                Waiting.until(() -> supervisor.state() == ReceiverState.OPEN, supervisor::doWork);
            }
            supervisor.onClose();
        }
        assertThat(intake.takeAll().texts()).containsExactly("two", "words", "two", "words");
        intake.close();
    }
}
