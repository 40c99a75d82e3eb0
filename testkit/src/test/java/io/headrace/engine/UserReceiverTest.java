package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.StreamingListener;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.Receiver;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Receivers that users write, on the engine. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UserReceiverTest {
    private static final BlockingQueue<String> ACKNOWLEDGED = new LinkedBlockingQueue<>();
    private static final AtomicInteger STARTS = new AtomicInteger();

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    @TempDir
    Path directory;

    private StreamingContextBuilder context(Durability durability) {
        StreamingContextBuilder builder = StreamingContext.builder("user")
                .batchInterval(Durations.milliseconds(20))
                .set("headrace.receiver.restart.delay", "10ms");
        return durability == Durability.OFF
                ? builder
                : builder.directory(directory).durability(durability);
    }

    private List<Object> await(StreamingContext context, int count) throws InterruptedException {
        List<Object> got = new ArrayList<>();
        while (got.size() < count) {
            assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            seen.drainTo(got);
        }
        return got;
    }

    /** Stores a list as a whole, and says so when that has returned. */
    private static final class Whole extends Receiver<Object> {
        private static final long serialVersionUID = 1;
        private final List<Object> records;
        private transient Thread thread;

        Whole(List<Object> records) {
            super(StorageLevel.MEMORY_AND_DISK_SER);
            this.records = new ArrayList<>(records);
        }

        @Override
        public void onStart() {
            if (STARTS.incrementAndGet() == 1) throw new IllegalStateException("not at the first time");
            thread = new Thread(() -> {
                try {
                    store(records.iterator());
                    ACKNOWLEDGED.add("stored");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException e) {
                    ACKNOWLEDGED.add(String.valueOf(e.getMessage()));
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void onStop() throws Exception {
            if (thread != null) thread.join();
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldAcknowledgeWhatIsStoredAsAWholeAndStartAgainWhenAStartFails(Durability durability) throws Exception {
        ACKNOWLEDGED.clear();
        STARTS.set(0);
        try (StreamingContext context = context(durability).build()) {
            context.receiverStream(new Whole(List.of("a", 2, 3L))).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            assertThat(ACKNOWLEDGED.poll(20, TimeUnit.SECONDS)).isEqualTo("stored");
            assertThat(await(context, 3)).containsExactly("a", 2, 3L);
            assertThat(STARTS.get()).isEqualTo(2);
        }
    }

    /** Says that it is no use; the second start goes well. */
    private static final class Restarting extends Receiver<String> {
        private static final long serialVersionUID = 1;

        Restarting() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() throws Exception {
            if (STARTS.incrementAndGet() == 1) {
                restart("not yet", new IllegalStateException("on purpose"));
                return;
            }
            store("here");
            stop("that was all", new IllegalStateException("none of importance"));
        }

        @Override
        public void onStop() {
            ACKNOWLEDGED.add("stopped");
        }
    }

    @Test
    void shouldStartAgainAndEndWhenTheReceiverSaysSo() throws Exception {
        ACKNOWLEDGED.clear();
        STARTS.set(0);
        Restarting receiver = new Restarting();
        assertThat(receiver.storageLevel()).isEqualTo(StorageLevel.MEMORY_ONLY);
        assertThat(receiver.preferredLocation()).isNull();
        try (StreamingContext context = context(Durability.OFF).build()) {
            context.receiverStream(receiver).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            assertThat(await(context, 1)).containsExactly("here");
            assertThat(ACKNOWLEDGED.poll(20, TimeUnit.SECONDS)).isEqualTo("stopped");
            assertThat(STARTS.get()).isEqualTo(2);
        }
    }

    /** Nobody has registered it. */
    private record Unknown(int number) {}

    @Test
    void shouldRefuseAClassThatNobodyRegistered() throws Exception {
        ACKNOWLEDGED.clear();
        STARTS.set(1);
        try (StreamingContext context = context(Durability.PROCESS).build()) {
            context.receiverStream(new Whole(List.of(new Unknown(1)))).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            assertThat(ACKNOWLEDGED.poll(20, TimeUnit.SECONDS))
                    .contains(Unknown.class.getName())
                    .contains("regist");
        }
        try (StreamingContext context = context(Durability.PROCESS)
                .set("headrace.directory", directory.resolve("other").toString())
                .build()) {
            context.<Unknown>batchStream(time -> List.of(List.of(new Unknown(2))))
                    .foreachRDD(rdd -> {});
            context.start();
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                    .hasMessageContaining(Unknown.class.getName())
                    .hasMessageContaining("element 0");
        }
    }

    @Test
    void shouldCallAReceiverByTheNameOfItsStreamWhereThatHasOne() throws Exception {
        ACKNOWLEDGED.clear();
        STARTS.set(1);
        try (StreamingContext context = context(Durability.OFF).build()) {
            context.receiverStream(new Whole(List.of(new Unknown(1))))
                    .name("orders")
                    .foreachRDD(rdd -> {});
            context.start();
            assertThat(ACKNOWLEDGED.poll(20, TimeUnit.SECONDS)).startsWith("stream \"orders\" (receiver ");
        }
    }

    /** Stores what nobody registered, from a thread of its own that catches nothing, until it is started once more. */
    private static final class Careless extends Receiver<Object> {
        private static final long serialVersionUID = 1;

        Careless() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {
            boolean isFirst = STARTS.incrementAndGet() == 1;
            Thread thread = new Thread(() -> {
                try {
                    store(isFirst ? new Unknown(1) : "right");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setUncaughtExceptionHandler((unused, thrown) -> {});
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void onStop() {}
    }

    @Test
    void shouldTellAndStartAgainWhenAThreadOfTheReceiverEndsByARecordThatIsRefused() throws Exception {
        STARTS.set(0);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (StreamingContext context = context(Durability.OFF).build()) {
            context.addStreamingListener(new StreamingListener() {
                @Override
                public void onReceiverError(StreamingListenerReceiverError error) {
                    told.add(error.receiverInfo().lastErrorMessage()
                            + error.receiverInfo().lastError());
                }
            });
            context.receiverStream(new Careless()).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            assertThat(await(context, 1)).containsExactly("right");
            assertThat(told.poll(20, TimeUnit.SECONDS))
                    .contains("could not be stored")
                    .contains(Unknown.class.getName());
        }
    }

    /** Stores numbers as long as it may. */
    private static final class Counting extends Receiver<Integer> {
        private static final long serialVersionUID = 1;

        Counting() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {
            Thread thread = new Thread(this::count);
            thread.setDaemon(true);
            thread.start();
        }

        private void count() {
            try {
                for (int i = 0; !isStopped(); i++) store(i);
            } catch (InterruptedException | IllegalStateException e) {
                Thread.currentThread().interrupt(); // the context has ended
            }
        }

        @Override
        public void onStop() {}
    }

    @Test
    void shouldNotWorkForTwoContextsAtOnce() throws Exception {
        Counting receiver = new Counting();
        try (StreamingContext first = context(Durability.OFF).build()) {
            first.receiverStream(receiver).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            first.start();
            assertThat(await(first, 1).get(0)).isEqualTo(0);
            try (StreamingContext second = context(Durability.OFF).build()) {
                second.receiverStream(receiver).print(0);
                second.start();
                assertThatThrownBy(() -> second.awaitTerminationOrTimeout(20_000))
                        .hasMessageContaining("the receiver " + Counting.class.getName())
                        .hasMessageContaining("give each context a receiver of its own");
            }
            seen.clear();
            assertThat(await(first, 1)).isNotEmpty(); // goes on as if nothing had been
        }
        try (StreamingContext third = context(Durability.OFF).build()) {
            seen.clear();
            third.receiverStream(receiver).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            third.start();
            assertThat(await(third, 1).get(0)).isEqualTo(0);
        }
    }
}
