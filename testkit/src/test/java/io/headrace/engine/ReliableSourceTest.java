package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources that can be asked again: killed and back, sending things twice, told late what is safe. Each record is there once. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReliableSourceTest {
    @TempDir
    Path root;

    private List<String> numbers() {
        try {
            return LogChainProgram.readRows(root);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> upTo(long limit) {
        return LongStream.range(0, limit).mapToObj(String::valueOf).toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"PROCESS", "BATCH"})
    void shouldTakeEachRecordOnceWhenTheServerDiesAndComesBack(Durability durability) throws Exception {
        RandomGenerator random = Seed.random("ReliableSourceTest");
        try (AskedServer server = AskedServer.start();
                StreamingContext context = ReliableSourceProgram.context(root, server.port(), durability)) {
            context.start();
            for (int i = 0; i < 5; i++) {
                server.limit.addAndGet(1 + random.nextInt(3_000));
                long until = server.limit.get() - random.nextInt(1_000);
                while (server.sent.get() < until)
                    assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
                server.kill();
                server.open();
            }
            while (numbers().size() < server.limit.get())
                assertThat(context.awaitTerminationOrTimeout(20)).isFalse();
            assertThat(server.clients.get()).isGreaterThan(2);
            assertThat(numbers()).isEqualTo(upTo(server.limit.get()));
        }
    }

    @Test
    void shouldTakeEachRecordOnceWhenItIsKilledItself() throws Exception {
        RandomGenerator random = Seed.random("ReliableSourceTest");
        try (AskedServer server = AskedServer.start()) {
            server.limit.set(Long.MAX_VALUE);
            for (int i = 0; i < 3; i++) {
                long clients = server.clients.get();
                ForkedProgram program = ForkedProgram.start(
                        ReliableSourceProgram.class,
                        root.toString(),
                        String.valueOf(server.port()),
                        Durability.PROCESS.toString());
                while (server.clients.get() == clients) program.awaitLife();
                program.killAfter(100 + random.nextInt(700));
            }
            server.limit.set(server.sent.get() + 500);
            try (StreamingContext context = ReliableSourceProgram.context(root, server.port(), Durability.PROCESS)) {
                context.start();
                while (numbers().size() < server.limit.get())
                    assertThat(context.awaitTerminationOrTimeout(20)).isFalse();
            }
            assertThat(numbers()).isEqualTo(upTo(server.limit.get()));
        }
    }

    /** At BATCH a source is told with the next batch only; until then nothing may pile up in memory. */
    @Test
    void shouldNotGrowWhileAcknowledgementsAreSlow() throws Exception {
        Numbers source = new Numbers();
        source.limit.set(Long.MAX_VALUE);
        AtomicLong seen = new AtomicLong();
        long limit = 16 << 20;
        long before = NativeMemory.used();
        try (StreamingContext context = StreamingContext.builder("slow acknowledgements")
                .batchInterval(Durations.milliseconds(400))
                .directory(root.resolve("context"))
                .durability(Durability.BATCH)
                .set("headrace.memory.limit", String.valueOf(limit))
                .set("headrace.block.bytes", "65536")
                .build()) {
            context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> seen.addAndGet(rdd.count()));
            context.start();
            while (seen.get() < 1_000_000) {
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
                assertThat(NativeMemory.used() - before).isLessThan(2 * limit);
            }
            source.limit.set(0);
        }
    }

    @Test
    void shouldSayWhatEachInputPromises() {
        try (NumberedReceiverContext made = new NumberedReceiverContext(root)) {
            assertThat(made.context.explain())
                    .contains("receiverStream at ReliableSourceTest")
                    .contains("exactly once is there what was stored with a position, at least once the rest")
                    .contains("what was logged is there once; what was not is lost")
                    .contains("exactly once if its source gives positions");
        }
    }

    /** A program with inputs of each kind. */
    private static final class NumberedReceiverContext implements AutoCloseable {
        final StreamingContext context;

        NumberedReceiverContext(Path root) {
            context = StreamingContext.builder("promises")
                    .batchInterval(Durations.seconds(1))
                    .directory(root.resolve("context"))
                    .build();
            context.receiverStream(new NumberedReceiver(1)).foreachRDD(rdd -> {});
            context.socketTextStream("localhost", 1).foreachRDD(rdd -> {});
            context.polledStream("numbers", new Numbers(), Codecs.LONG).foreachRDD(rdd -> {});
            context.start();
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
