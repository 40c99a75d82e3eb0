package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.StorageLevel;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.LongCodec;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.Receiver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class ReceiverSupervisorTest {
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final Duration DELAY = Duration.ofSeconds(2);
    private static final int MAX_RECORD = 10_000;
    private static final int SLOTS = 4;
    private static final int FIRST = 5;

    private final ManualClock clock = new ManualClock();
    private final ReceiverCounters counters = ReceiverCounters.detached();
    private Intake intake;
    private final Scripted receiver = new Scripted();
    private ReceiverSupervisor supervisor;

    /** A receiver that a test drives. */
    private static final class Scripted extends Receiver<Object> {
        private static final long serialVersionUID = 1;

        private transient int starts;
        private transient int stops;
        private transient @Nullable Exception atStart;
        private transient @Nullable Runnable whileStarting;

        Scripted() {
            super(StorageLevel.MEMORY_ONLY_SER);
        }

        @Override
        public void onStart() throws Exception {
            starts++;
            if (whileStarting != null) whileStarting.run();
            if (atStart != null) throw atStart;
        }

        @Override
        public void onStop() throws Exception {
            stops++;
        }
    }

    @BeforeEach
    void open() {
        intake = new Intake(SLOTS);
        supervisor = supervise(Codecs.TEXT, "");
    }

    @AfterEach
    void close() {
        supervisor.onClose();
        intake.close();
    }

    private ReceiverSupervisor supervise(Codec<?> codec, String lastPosition) {
        ReceiverSettings settings =
                new ReceiverSettings("events", 4, MAX_RECORD, INTERVAL.toNanos(), FIRST, DELAY.toNanos());
        return new ReceiverSupervisor(
                settings, lastPosition.getBytes(StandardCharsets.UTF_8), receiver, codec, intake.ring, counters, clock);
    }

    private void startWith(Codec<?> codec) {
        supervisor.onClose();
        supervisor = supervise(codec, "");
        supervisor.onStart();
    }

    private void stepAfter(Duration time) {
        clock.advance(time);
        supervisor.doWork();
    }

    private static byte[] position(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Runs in a thread of the user, and keeps what it threw. */
    private static final class UserThread extends Thread {
        interface Body {
            void run() throws Exception;
        }

        private final Body body;
        final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

        UserThread(Body body) {
            this.body = body;
            start();
        }

        @Override
        public void run() {
            try {
                body.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        }

        @Nullable
        Throwable end() throws InterruptedException {
            join();
            return thrown.get();
        }
    }

    @Test
    void shouldSealStoredRecordsWhenTheBlockIntervalIsOver() throws Exception {
        supervisor.onStart();
        assertThat(receiver.isStarted()).isTrue();
        assertThat(receiver.streamId()).isEqualTo(4);
        assertThat(counters.state().get()).isEqualTo(1);
        int wakes = intake.receiverWakes;
        receiver.store("one");
        receiver.store("two");
        assertThat(intake.receiverWakes).as("the role is told of a deadline").isEqualTo(wakes + 1);
        supervisor.doWork();
        assertThat(supervisor.maxIdleNanos()).isEqualTo(INTERVAL.toNanos());
        assertThat(intake.takeAll().taken).isEmpty();

        stepAfter(INTERVAL);

        assertThat(intake.takeAll().last().texts()).containsExactly("one", "two");
        assertThat(intake.last().sequence()).isEqualTo(FIRST);
        assertThat(intake.last().stream()).isEqualTo(4);
        assertThat(counters.records().get()).isEqualTo(2);
    }

    @Test
    void shouldWaitWhileTheRingIsFullAndLoseNothing() throws Exception {
        supervisor.onStart();
        List<String> records = IntStream.range(0, 100)
                .mapToObj(i -> i + "x".repeat(MAX_RECORD - 5))
                .toList();
        UserThread storing = new UserThread(() -> {
            for (String record : records) receiver.store(record);
        });
        Waiting.until(() -> Waiting.isParked(storing));
        assertThat(intake.ring.isFull()).isTrue();
        assertThat(counters.held().get()).isPositive();
        supervisor.doWork();

        Waiting.until(() -> !storing.isAlive(), intake::takeAll);
        assertThat(storing.end()).isNull();
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().texts()).isEqualTo(records);
        assertThat(intake.sequences()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldReturnFromStoringAnIteratorOnceItIsSafe() throws Exception {
        supervisor.onStart();
        receiver.store("before");
        UserThread storing =
                new UserThread(() -> receiver.store(List.<Object>of("a", "b").iterator(), position("p1")));
        Waiting.until(() -> Waiting.isParked(storing));
        receiver.store("after");
        intake.takeAll();
        assertThat(intake.taken).extracting(Intake.Taken::texts).containsExactly(List.of("before"), List.of("a", "b"));
        assertThat(intake.last().position()).isEqualTo(position("p1"));

        intake.ring.safe(FIRST);
        assertThat(storing.isAlive()).isTrue();
        intake.ring.safe(FIRST + 1);
        assertThat(storing.end()).isNull();
        assertThat(receiver.lastPosition()).isEqualTo(position("p1"));
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().last().texts()).containsExactly("after");
        assertThat(intake.last().position()).isEmpty();
    }

    @Test
    void shouldSplitAnIteratorThatNoBlockHolds() throws Exception {
        supervisor.onStart();
        List<Object> records = new ArrayList<>(Collections.nCopies(100, "y".repeat(MAX_RECORD)));
        UserThread storing = new UserThread(() -> receiver.store(records));
        Waiting.until(() -> !storing.isAlive(), () -> {
            intake.takeAll();
            if (!intake.taken.isEmpty()) intake.ring.safe(intake.last().sequence());
        });
        assertThat(storing.end()).isNull();
        assertThat(intake.takeAll().texts()).hasSize(100);
        assertThat(intake.taken).hasSizeGreaterThan(10);
    }

    @Test
    void shouldRefuseDataWithAPositionThatNoBlockHolds() throws Exception {
        supervisor.onStart();
        Iterator<Object> tooMuch =
                Collections.<Object>nCopies(7, "y".repeat(MAX_RECORD)).iterator();
        assertThatThrownBy(() -> receiver.store(tooMuch, position("p")))
                .hasMessageContaining("stream events")
                .hasMessageContaining(Integer.toString(Intake.BLOCK_BYTES))
                .hasMessageContaining("smaller portions");
        receiver.store("next");
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().texts()).containsExactly("next");
        assertThat(receiver.lastPosition()).isEmpty();
    }

    @Test
    void shouldStoreABufferAsOneRecord() throws Exception {
        supervisor.onStart();
        ByteBuffer bytes = ByteBuffer.wrap(position("..bytes..")).position(2).limit(7);
        UserThread storing = new UserThread(() -> receiver.store(bytes, position("p2")));
        Waiting.until(() -> Waiting.isParked(storing));
        assertThat(intake.takeAll().last().texts()).containsExactly("bytes");
        assertThat(bytes.remaining()).isEqualTo(5);
        intake.ring.safe(FIRST);
        assertThat(storing.end()).isNull();
        assertThatThrownBy(() -> receiver.store(ByteBuffer.allocate(MAX_RECORD + 1)))
                .hasMessageContaining("buffer of 10001 bytes")
                .hasMessageContaining("10000");
    }

    @Test
    void shouldReturnAtOnceWhenThereIsNothingToStore() throws Exception {
        supervisor.onStart();
        receiver.store(List.of());
        assertThat(intake.takeAll().taken).isEmpty();
    }

    @Test
    void shouldStoreFromSeveralThreads() throws Exception {
        startWith(LongCodec.INSTANCE);
        int threads = 4;
        long each = 20_000;
        List<UserThread> storing = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            long base = t * each;
            storing.add(new UserThread(() -> {
                for (long i = 0; i < each; i++) receiver.store(base + i);
            }));
        }
        Waiting.until(() -> storing.stream().noneMatch(Thread::isAlive), () -> {
            stepAfter(INTERVAL);
            intake.takeAll();
        });
        for (UserThread thread : storing) assertThat(thread.end()).isNull();
        stepAfter(INTERVAL);
        long[] last = {-1, -1, -1, -1};
        long count = 0;
        for (Intake.Taken block : intake.takeAll().taken) {
            for (byte[] bytes : block.records()) {
                long value = Long.reverseBytes(ByteBuffer.wrap(bytes).getLong());
                int thread = (int) (value / each);
                assertThat(value % each).as("in order of its thread").isEqualTo(++last[thread]);
                count++;
            }
        }
        assertThat(count).isEqualTo(threads * each);
        assertThat(counters.records().get()).isEqualTo(count);
    }

    @Test
    void shouldExplainWhyARecordCannotBeStored() throws Exception {
        supervisor.onStart();
        receiver.store("good");
        assertThatThrownBy(() -> receiver.store(17L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stream events")
                .hasMessageContaining("java.lang.Long");
        assertThatThrownBy(() -> receiver.store("z".repeat(MAX_RECORD + 1)))
                .hasMessageContaining("stream events")
                .hasMessageContaining("10000 bytes")
                .hasMessageContaining("maximum record length (headrace.record.max.bytes, or headrace.block.bytes");
        assertThatThrownBy(() -> receiver.store(List.<Object>of("own", 17L).iterator()))
                .hasMessageContaining("java.lang.Long");
        receiver.store("good again");
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().texts()).containsExactly("good", "good again");
    }

    @Test
    void shouldTakeARecordOfTheLongestLength() throws Exception {
        supervisor.onStart();
        receiver.store("first");
        for (int i = 0; i < 6; i++) receiver.store("z".repeat(MAX_RECORD));
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().texts()).hasSize(7).last().asString().hasSize(MAX_RECORD);
    }

    @Test
    void shouldRestartAfterThePause() {
        supervisor.onStart();
        receiver.restart("connection lost");
        assertThat(receiver.isStopped()).isTrue();
        supervisor.doWork();
        assertThat(receiver.stops).isEqualTo(1);
        assertThat(supervisor.state()).isEqualTo(ReceiverState.WAITING);
        assertThat(supervisor.maxIdleNanos()).isEqualTo(DELAY.toNanos());
        stepAfter(DELAY.minusNanos(1));
        assertThat(receiver.starts).isEqualTo(1);
        stepAfter(Duration.ofNanos(1));
        assertThat(receiver.starts).isEqualTo(2);
        assertThat(receiver.isStarted()).isTrue();
        assertThat(counters.restarts().get()).isEqualTo(1);
    }

    @Test
    void shouldPauseLongerAfterEachFailureToStartUntilItGoesWell() throws Exception {
        receiver.atStart = new IllegalStateException("no license");
        supervisor.onStart();
        supervisor.doWork();
        assertThat(supervisor.problem()).asString().contains("no license");
        for (int seconds : new int[] {2, 4, 8}) {
            int starts = receiver.starts;
            stepAfter(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(receiver.starts).isEqualTo(starts);
            stepAfter(Duration.ofNanos(1));
            supervisor.doWork();
            assertThat(receiver.starts).as("after %d s", seconds).isEqualTo(starts + 1);
        }
        receiver.atStart = null;
        stepAfter(Duration.ofSeconds(16));
        assertThat(receiver.isStarted()).isTrue();
        receiver.store("data");
        stepAfter(INTERVAL);
        receiver.restart("again");
        supervisor.doWork();
        stepAfter(DELAY);
        assertThat(receiver.isStarted()).isTrue();
    }

    @Test
    void shouldRestartAfterTheDelayThatItsReceiverGives() {
        supervisor.onStart();
        receiver.restart("lost", new IllegalStateException("why"), 7);
        supervisor.doWork();
        stepAfter(Duration.ofMillis(7));
        assertThat(receiver.starts).isEqualTo(2);
        assertThat(supervisor.problem()).asString().contains("lost").contains("why");
    }

    @Test
    void shouldObeyARestartThatOnStartAsksFor() {
        receiver.whileStarting = () -> receiver.restart("not yet");
        supervisor.onStart();
        receiver.whileStarting = null;
        assertThat(receiver.isStopped()).isTrue();
        supervisor.doWork();
        stepAfter(DELAY);
        assertThat(receiver.isStarted()).isTrue();
    }

    @Test
    void shouldStopForGood() {
        supervisor.onStart();
        receiver.stop("done");
        receiver.restart("too late");
        supervisor.doWork();
        stepAfter(DELAY);
        assertThat(receiver.stops).isEqualTo(1);
        assertThat(receiver.starts).isEqualTo(1);
        assertThat(receiver.isStopped()).isTrue();
        assertThat(supervisor.state()).isEqualTo(ReceiverState.STOPPED);
        receiver.restart("still too late");
        supervisor.doWork();
        stepAfter(DELAY);
        assertThat(receiver.starts).isEqualTo(1);
    }

    @Test
    void shouldGoOnAfterAReportedError() {
        supervisor.onStart();
        receiver.reportError("odd", new IllegalStateException("message 7"));
        supervisor.doWork();
        assertThat(receiver.isStarted()).isTrue();
        assertThat(supervisor.problem()).asString().contains("odd").contains("message 7");
    }

    @Test
    void shouldEndAllWaitingWhenTheContextFails() throws Exception {
        supervisor.onStart();
        UserThread waiting =
                new UserThread(() -> receiver.store(List.<Object>of("a").iterator()));
        Waiting.until(() -> Waiting.isParked(waiting));
        UserThread full = new UserThread(() -> {
            while (true) receiver.store("x".repeat(MAX_RECORD));
        });
        Waiting.until(() -> Waiting.isParked(full));
        UserThread behind = new UserThread(() -> receiver.store("behind"));

        supervisor.contextEnds(new IllegalStateException("the disk is on fire"));

        for (UserThread thread : List.of(waiting, full, behind))
            assertThat(thread.end()).hasMessageContaining("stream events").hasRootCauseMessage("the disk is on fire");
        assertThat(receiver.isStopped()).isTrue();
        assertThatThrownBy(() -> receiver.store("later")).hasMessageContaining("context has failed");
    }

    @Test
    void shouldBeInterruptible() throws Exception {
        supervisor.onStart();
        UserThread waiting =
                new UserThread(() -> receiver.store(List.<Object>of("a").iterator()));
        Waiting.until(() -> Waiting.isParked(waiting));
        waiting.interrupt();
        assertThat(waiting.end()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldPublishWhatItHasWhenItClosesButNoHalfData() throws Exception {
        supervisor.onStart();
        receiver.store("single");
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        UserThread storing = new UserThread(() -> receiver.store(new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Object next() {
                if (next++ == 3) {
                    half.countDown();
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return "part";
            }
        }));
        half.await();

        supervisor.onClose(); // does not wait for the iterator
        closed.countDown();

        assertThat(storing.end()).isInstanceOf(IllegalStateException.class).hasMessageContaining("stopped");
        assertThat(intake.takeAll().texts()).containsExactly("single");
        assertThat(receiver.stops).isEqualTo(1);
        supervisor = supervise(Codecs.TEXT, "");
    }

    @Test
    void shouldGiveTheLastLoggedPosition() {
        supervisor.onClose();
        supervisor = supervise(Codecs.TEXT, "logged");
        supervisor.onStart();
        assertThat(receiver.lastPosition()).isEqualTo(position("logged"));
    }

    private void storeWrong() {
        StringBuilder wrong = new StringBuilder();
        wrong.append("no String");
        try {
            receiver.store(wrong);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefusalIsTold() {
        assertThat(String.valueOf(supervisor.problem())).contains("could not be stored", StringBuilder.class.getName());
    }

    @Test
    void shouldStartAgainWhenARefusedRecordHasEndedAThread() throws Exception {
        supervisor.onStart();
        AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
        Thread thread = new Thread(this::storeWrong, "reader of mine");
        thread.setUncaughtExceptionHandler((unused, thrown) -> uncaught.set(thrown));
        thread.start();
        thread.join();
        assertThat(uncaught.get()).as("what is the thread's stays so").isInstanceOf(IllegalArgumentException.class);
        assertThat(String.valueOf(supervisor.problem()))
                .contains("\"reader of mine\" has ended by a record that could not be stored")
                .contains(StringBuilder.class.getName());
        supervisor.doWork();
        assertThat(supervisor.state()).isEqualTo(ReceiverState.WAITING);
        assertThat(receiver.stops).isEqualTo(1);
        stepAfter(DELAY);
        assertThat(supervisor.state()).isEqualTo(ReceiverState.OPEN);
        assertThat(receiver.starts).isEqualTo(2);
    }

    @Test
    void shouldGoOnWhenAThreadCatchesWhatWasRefusedAndTellEachOfThem() throws Exception {
        supervisor.onStart();
        AtomicReference<@Nullable ReceiverProblem> first = new AtomicReference<>();
        UserThread thread = new UserThread(() -> {
            assertThatThrownBy(this::storeWrong).hasMessageContaining(StringBuilder.class.getName());
            first.set(supervisor.problem());
            assertThatThrownBy(this::storeWrong).isInstanceOf(IllegalArgumentException.class);
            receiver.store("right");
        });
        assertThat(thread.end()).isNull();
        assertRefusalIsTold();
        assertThat(supervisor.problem()).isNotSameAs(first.get()).isEqualTo(first.get());
        supervisor.doWork();
        assertThat(supervisor.state()).isEqualTo(ReceiverState.OPEN);
        assertThat(receiver.stops).isZero();
    }

    @Test
    void shouldNotTakeAnotherEndOfAThreadForARefusal() throws Exception {
        supervisor.onStart();
        AtomicReference<@Nullable ReceiverProblem> refusal = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            assertThatThrownBy(this::storeWrong).isInstanceOf(IllegalArgumentException.class);
            refusal.set(supervisor.problem());
            throw new IllegalStateException("something else");
        });
        thread.setUncaughtExceptionHandler((unused, thrown) -> {});
        thread.start();
        thread.join();
        assertThat(String.valueOf(refusal.get())).contains("could not be stored", StringBuilder.class.getName());
        assertThat(String.valueOf(supervisor.problem())).contains("has ended by an exception", "something else");
        supervisor.doWork();
        assertThat(supervisor.state()).isEqualTo(ReceiverState.OPEN);
    }

    @Test
    void shouldTellThatAThreadHasEndedThatStoredRightThings() throws Exception {
        supervisor.onStart();
        AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
        Thread thread = new Thread(this::storeAndFail, "reader of mine");
        thread.setUncaughtExceptionHandler((unused, thrown) -> uncaught.set(thrown));
        thread.start();
        thread.join();
        assertThat(uncaught.get()).as("what is the thread's stays so").hasMessage("the source spoke nonsense");
        assertThat(String.valueOf(supervisor.problem()))
                .contains("\"reader of mine\" has ended by an exception", "the source spoke nonsense", "restart(...)");
        supervisor.doWork();
        assertThat(supervisor.state()).as("others of its threads may go on").isEqualTo(ReceiverState.OPEN);
    }

    @Test
    void shouldNotTellThatAThreadHasEndedThatWasToldTo() throws Exception {
        supervisor.onStart();
        Thread thread = new Thread(() -> {
            receiver.restart("my own wish");
            storeAndFail();
        });
        thread.setUncaughtExceptionHandler((unused, thrown) -> {});
        thread.start();
        thread.join();
        assertThat(String.valueOf(supervisor.problem())).contains("my own wish").doesNotContain("has ended");
    }

    private void storeAndFail() {
        try {
            receiver.store("right");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        throw new IllegalStateException("the source spoke nonsense");
    }

    @Test
    void shouldStartAgainWhenOnStartItselfStoresWhatIsRefused() {
        receiver.whileStarting = this::storeWrong;
        supervisor.onStart();
        supervisor.doWork();
        assertThat(String.valueOf(supervisor.problem())).contains("onStart failed", StringBuilder.class.getName());
        assertThat(supervisor.state()).isEqualTo(ReceiverState.WAITING);
        assertThat(Thread.currentThread().getUncaughtExceptionHandler()).isNotInstanceOf(ThreadWatch.class);
    }

    @Test
    void shouldRefuseRecordsThatNoBlockHolds() {
        int longest = BlockFormat.maxRecordLength(Intake.BLOCK_BYTES);
        ReceiverSettings settings = new ReceiverSettings("events", 4, longest + 1, 1, 0, 0);
        assertThatThrownBy(() -> new ReceiverSupervisor(
                        settings, new byte[0], receiver, Codecs.TEXT, intake.ring, counters, clock))
                .hasMessageContaining(Integer.toString(longest + 1));
    }

    @Test
    void shouldAllocateNothingForARecord() {
        startWith(LongCodec.INSTANCE);
        Object value = 123_456_789L;
        Allocation.assertNone("store", () -> {
            try {
                receiver.store(value);
                intake.pass(0);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
