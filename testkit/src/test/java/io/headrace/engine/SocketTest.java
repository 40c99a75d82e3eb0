package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.DeadLetter;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.HeadraceConf;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextState;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine on real sockets and the real clock. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SocketTest {
    private final BlockingQueue<Tuple2<String, Long>> results = new LinkedBlockingQueue<>();

    private static StreamingContext context(String name) {
        return StreamingContext.builder(name)
                .batchInterval(Durations.milliseconds(10))
                .build();
    }

    /** Collects results until every key has its count. */
    private void await(Map<String, Long> expected) throws InterruptedException {
        Map<String, Long> sums = new HashMap<>();
        while (!sums.equals(expected)) {
            Tuple2<String, Long> next = results.poll(20, TimeUnit.SECONDS);
            assertThat(next).as("after %s, waiting for %s", sums, expected).isNotNull();
            sums.merge(next._1(), next._2(), Long::sum);
        }
    }

    @Test
    void shouldCountWordsAsObjectsAndAsViews() throws Exception {
        try (TextServer objects = new TextServer();
                TextServer views = new TextServer();
                StreamingContext context = context("words")) {
            context.socketTextStream("localhost", objects.port())
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>("object " + word, 1L))
                    .reduceByKey(Long::sum)
                    .foreachRDD(rdd -> results.addAll(rdd.collect()));
            context.socketUtf8Stream("localhost", views.port())
                    .split(' ')
                    .countByValue()
                    .foreachRDD(
                            rdd -> rdd.forEachText((word, count) -> results.add(new Tuple2<>("view " + word, count))));
            context.start();
            try (TextServer.Client one = objects.client();
                    TextServer.Client two = views.client()) {
                one.send("to be or not to be\nto ");
                one.send("see\n");
                two.send("a b a\r\nä\n");
                await(Map.of(
                        "object to",
                        3L,
                        "object be",
                        2L,
                        "object or",
                        1L,
                        "object not",
                        1L,
                        "object see",
                        1L,
                        "view a",
                        2L,
                        "view b",
                        1L,
                        "view ä",
                        1L));
            }
        }
    }

    @Test
    void shouldShowTheLastLineOfAStreamThatFallsSilent() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = context("silent")) {
            context.socketTextStream("localhost", server.port())
                    .foreachRDD(rdd -> rdd.collect().forEach(line -> results.add(new Tuple2<>(line, 1L))));
            context.start();
            try (TextServer.Client client = server.client()) {
                client.send("only one\n");
                await(Map.of("only one", 1L));
            }
        }
    }

    @Test
    void shouldRunTwoReceiversOnTwoCores() throws Exception {
        try (TextServer left = new TextServer();
                TextServer right = new TextServer();
                StreamingContext context = context("two")) {
            DStream<String> both = context.socketTextStream("localhost", left.port())
                    .union(context.socketTextStream("localhost", right.port()));
            both.foreachRDD(rdd -> rdd.collect().forEach(line -> results.add(new Tuple2<>(line, 1L))));
            context.start();
            try (TextServer.Client one = left.client();
                    TextServer.Client two = right.client()) {
                one.send("l1\nl2\n");
                two.send("r1\n");
                await(Map.of("l1", 1L, "l2", 1L, "r1", 1L));
            }
        }
    }

    @Test
    void shouldReconnectWhenTheServerGoesAway() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = StreamingContext.builder("reconnect")
                        .batchInterval(Durations.milliseconds(10))
                        .conf(HeadraceConf.builder()
                                .set("headrace.receiver.restart.delay", "20ms")
                                .build())
                        .build()) {
            context.socketTextStream("localhost", server.port())
                    .foreachRDD(rdd -> rdd.collect().forEach(line -> results.add(new Tuple2<>(line, 1L))));
            context.start();
            try (TextServer.Client client = server.client()) {
                client.send("before\n");
            }
            try (TextServer.Client client = server.client()) {
                client.send("after\n");
                await(Map.of("before", 1L, "after", 1L));
            }
        }
    }

    @Test
    void shouldRejectWhatIsNoTextAndLiveOn() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = context("rejects")) {
            context.socketTextStream("localhost", server.port())
                    .foreachRDD(rdd -> rdd.collect().forEach(line -> results.add(new Tuple2<>(line, 1L))));
            context.start();
            try (TextServer.Client client = server.client()) {
                client.socket().getOutputStream().write(new byte[] {'b', 'a', 'd', (byte) 0xff, '\n'});
                client.send("good\n");
                await(Map.of("good", 1L));
            }
            assertThat(context.rejects()).hasSize(1);
            assertThat(context.rejects().get(0).length()).isEqualTo(4);
            assertThat(context.rejects().get(0).timeMillis()).isPositive();
            assertThat(context.rejects().get(0).streamId()).isNotNegative();
            assertThat(context.rejects().get(0).stream()).contains("localhost");
        }
    }

    @Test
    void shouldStopWithTheRecordNamedWhenAFunctionThrows() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = context("throws")) {
            context.socketTextStream("localhost", server.port())
                    .map(Integer::parseInt)
                    .foreachRDD(rdd -> rdd.collect());
            context.start();
            try (TextServer.Client client = server.client()) {
                client.send("1\n2\nthree\n");
                assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                        .hasMessageContaining("map at")
                        .hasMessageContaining("SocketTest.java")
                        .hasMessageContaining("stream 0")
                        .hasMessageContaining("record 2")
                        .hasMessageContaining("three");
            }
            assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
        }
    }

    @Test
    void shouldSetRecordsAsideThatThrow() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = StreamingContext.builder("aside")
                        .batchInterval(Durations.milliseconds(10))
                        .failurePolicy(FailurePolicy.DEAD_LETTER)
                        .build()) {
            context.socketTextStream("localhost", server.port())
                    .mapToPair(line -> new Tuple2<>("n" + Integer.parseInt(line), 1L))
                    .reduceByKey(Long::sum)
                    .foreachRDD(rdd -> results.addAll(rdd.collect()));
            context.start();
            try (TextServer.Client client = server.client()) {
                client.send("1\nx\n2\ny\n1\n");
                await(Map.of("n1", 2L, "n2", 1L));
            }
            List<DeadLetter> letters = context.deadLetters();
            assertThat(letters).extracting(DeadLetter::record).containsExactly("x", "y");
            assertThat(letters.get(0).operator()).contains("mapToPair at");
            assertThat(letters.get(0).error()).contains("NumberFormatException");
        }
    }

    @Test
    void shouldProcessEverythingBeforeAGracefulStop() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = StreamingContext.builder("graceful")
                        .batchInterval(Durations.milliseconds(500))
                        .build()) {
            context.socketTextStream("localhost", server.port())
                    .foreachRDD(rdd -> rdd.collect().forEach(line -> results.add(new Tuple2<>(line, 1L))));
            context.start();
            try (TextServer.Client client = server.client()) {
                StringBuilder text = new StringBuilder();
                Map<String, Long> expected = new HashMap<>();
                for (int i = 0; i < 1_000; i++) {
                    text.append("line ").append(i).append('\n');
                    expected.put("line " + i, 1L);
                }
                client.send(text.toString());
                while (results.isEmpty() && context.getState() == StreamingContextState.ACTIVE)
                    assertThat(context.awaitTerminationOrTimeout(5)).isFalse();
                context.stop(true);
                await(expected);
            }
        }
    }
}
