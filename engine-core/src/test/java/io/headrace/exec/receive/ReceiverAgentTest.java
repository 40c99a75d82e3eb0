package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.source.PolledSource;
import io.headrace.source.RateSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class ReceiverAgentTest {
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final byte[] NO_POSITION = {};
    private static final int MAX_RECORD = 10_000;
    private static final int SLOTS = 2;
    private static final int SCRATCH = 20_000;

    private final ManualClock clock = new ManualClock();
    private final ReceiverCounters counters = ReceiverCounters.detached();
    private final RejectStore rejects = new RejectStore(10, 100);
    private Script script;
    private Intake intake;
    private ReceiverAgent agent;

    /** What a scripted source does at its next polls. */
    interface Step {
        int poll(RecordWriter out) throws IOException;
    }

    /** A source that does what a test says. */
    private static final class Script implements PolledSource {
        final Deque<Step> steps = new ArrayDeque<>();
        final Deque<Exception> openings = new ArrayDeque<>();
        final List<String> openedAt = new ArrayList<>();
        final List<String> acknowledged = new ArrayList<>();
        final long scratch = NativeMemory.allocate(SCRATCH, MemoryTag.TEST);
        int closed;

        PolledSource open(byte[] position) throws IOException {
            openedAt.add(new String(position, StandardCharsets.UTF_8));
            Exception failure = openings.poll();
            if (failure instanceof IOException io) throw io;
            if (failure instanceof RuntimeException bug) throw bug;
            return this;
        }

        @Override
        public int poll(RecordWriter out) throws IOException {
            Step step = steps.poll();
            return step == null ? 0 : step.poll(out);
        }

        long put(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            RawMemory.copyFromArray(bytes, 0, scratch, bytes.length);
            return scratch;
        }

        @Override
        public void acknowledged(long address, int length) {
            byte[] bytes = new byte[length];
            RawMemory.copyToArray(address, bytes, 0, length);
            acknowledged.add(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @BeforeEach
    void open() {
        script = new Script();
        intake = new Intake(SLOTS);
        agent = create("");
    }

    @AfterEach
    void close() {
        agent.onClose();
        intake.close();
        NativeMemory.free(script.scratch, SCRATCH, MemoryTag.TEST);
    }

    private static ReceiverSettings settings(int maxRecord) {
        return new ReceiverSettings("lines", 3, maxRecord, INTERVAL.toNanos(), 17, DELAY.toNanos());
    }

    private ReceiverAgent create(String lastPosition) {
        SourceFactory factory = script::open;
        return new ReceiverAgent(
                settings(MAX_RECORD),
                lastPosition.getBytes(StandardCharsets.UTF_8),
                factory,
                intake.ring,
                counters,
                rejects,
                clock);
    }

    private void start(String lastPosition) {
        agent.onClose();
        agent = create(lastPosition);
        agent.onStart();
    }

    private void append(String... texts) {
        script.steps.add(out -> {
            for (String text : texts)
                assertThat(out.append(script.put(text), text.length())).isZero();
            return texts.length;
        });
    }

    private void appendWithPosition(String text, String position) {
        script.steps.add(out -> {
            out.append(script.put(text), text.length());
            out.position(script.put(position), position.length());
            return 1;
        });
    }

    private void lose() {
        script.steps.add(out -> {
            throw new IOException("gone");
        });
    }

    private void stepAfter(Duration time) {
        clock.advance(time);
        agent.doWork();
    }

    @Test
    void shouldSealWhenTheBlockIntervalIsOverAlsoInSilence() {
        start("");
        append("one line");
        long arrival = clock.nanos();
        assertThat(agent.doWork()).isEqualTo(1);
        assertThat(agent.maxIdleNanos()).isEqualTo(INTERVAL.toNanos());
        stepAfter(INTERVAL.minusNanos(1));
        assertThat(intake.takeAll().taken).isEmpty();
        assertThat(agent.maxIdleNanos()).isEqualTo(1);

        stepAfter(Duration.ofNanos(1));

        Intake.Taken block = intake.takeAll().last();
        assertThat(block.texts()).containsExactly("one line");
        assertThat(block.stream()).isEqualTo(3);
        assertThat(block.sequence()).isEqualTo(17);
        assertThat(block.firstArrival()).isEqualTo(arrival);
        assertThat(agent.maxIdleNanos()).isEqualTo(Long.MAX_VALUE);
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().taken).hasSize(1);
    }

    @Test
    void shouldNumberBlocksAndNoteTheirArrivals() {
        start("");
        append("a");
        long first = clock.nanos();
        agent.doWork();
        append("b");
        stepAfter(Duration.ofMillis(3));
        long last = clock.nanos();
        stepAfter(INTERVAL);
        append("c");
        agent.doWork();
        stepAfter(INTERVAL);

        intake.takeAll();
        assertThat(intake.sequences()).containsExactly(17L, 18L);
        assertThat(intake.taken.get(0).firstArrival()).isEqualTo(first);
        assertThat(intake.taken.get(0).lastArrival()).isEqualTo(last);
        assertThat(counters.records().get()).isEqualTo(3);
        assertThat(counters.bytes().get()).isEqualTo(3);
        assertThat(counters.blocks().get()).isEqualTo(2);
    }

    @Test
    void shouldSealAFullBlockAndGoOnInTheNext() {
        start("");
        String record = "x".repeat(MAX_RECORD);
        int perBlock = BlockFormat.maxRecordLength(Intake.BLOCK_BYTES) / MAX_RECORD;
        append(record, record, record, record, record, record, record);
        agent.doWork();

        assertThat(intake.takeAll().taken).hasSize(1);
        assertThat(intake.last().records()).hasSize(perBlock);
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().last().records()).hasSize(7 - perBlock);
    }

    @Test
    void shouldHoldItsSourceWhileTheRingIsFull() {
        start("");
        String record = "x".repeat(MAX_RECORD);
        int[] taken = {0};
        script.steps.add(out -> {
            while (out.append(script.put(record), record.length()) == RecordWriter.APPENDED) taken[0]++;
            return taken[0];
        });
        agent.doWork();
        assertThat(taken[0]).isEqualTo(SLOTS * 6);
        int[] polls = {0};
        script.steps.add(out -> ++polls[0]);
        agent.doWork();
        assertThat(polls[0]).as("polls while held").isZero();
        assertThat(counters.held().get()).isEqualTo(1);

        int wakes = intake.receiverWakes;
        intake.take();
        assertThat(intake.receiverWakes).isEqualTo(wakes + 1);
        agent.doWork();
        assertThat(polls[0]).isEqualTo(1);
        assertThat(intake.takeAll().texts()).hasSize(taken[0]);
    }

    @Test
    void shouldAnswerThatARecordIsTooLong() {
        start("");
        script.steps.add(out -> {
            assertThat(out.append(script.scratch, MAX_RECORD + 1)).isEqualTo(RecordWriter.TOO_LONG);
            out.reject("too long", script.put("abc"), 3, MAX_RECORD + 1);
            return 1;
        });
        agent.doWork();

        assertThat(counters.rejected().get()).isEqualTo(1);
        assertThat(rejects.snapshot()).singleElement().satisfies(rejected -> {
            assertThat(rejected.stream()).isEqualTo("lines");
            assertThat(rejected.length()).isEqualTo(MAX_RECORD + 1);
            assertThat(rejected.time()).isEqualTo(clock.instant());
        });
    }

    @Test
    void shouldRefuseRecordsThatNoBlockHolds() {
        int longest = BlockFormat.maxRecordLength(Intake.BLOCK_BYTES);
        assertThatThrownBy(() -> new ReceiverAgent(
                        settings(longest + 1), NO_POSITION, script::open, intake.ring, counters, rejects, clock))
                .hasMessageContaining(Integer.toString(longest + 1))
                .hasMessageContaining(Integer.toString(Intake.BLOCK_BYTES))
                .hasMessageContaining("lines");
    }

    @Test
    void shouldFollowAChangedBlockInterval() {
        start("");
        append("a");
        agent.doWork();
        agent.blockInterval(Duration.ofMillis(2).toNanos());
        stepAfter(Duration.ofMillis(2));
        assertThat(intake.takeAll().texts()).containsExactly("a");
    }

    @Test
    void shouldSealWhenItsSourceSaysSo() {
        start("");
        script.steps.add(out -> {
            out.seal();
            out.append(script.put("a"), 1);
            out.seal();
            out.seal();
            return 1;
        });
        agent.doWork();
        assertThat(intake.takeAll().taken).hasSize(1);
    }

    @Test
    void shouldOpenALostSourceAgainAfterGrowingPauses() {
        start("");
        for (int i = 0; i < 2; i++) script.openings.add(new IOException("refused"));
        lose();
        agent.doWork();
        assertThat(agent.state()).isEqualTo(ReceiverState.WAITING);
        assertThat(counters.state().get()).isEqualTo(2);
        assertThat(script.closed).isEqualTo(1);
        assertThat(agent.maxIdleNanos()).isEqualTo(DELAY.toNanos());

        for (int seconds : new int[] {1, 2, 4}) {
            int opened = script.openedAt.size();
            stepAfter(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(script.openedAt).hasSize(opened);
            stepAfter(Duration.ofNanos(1));
            assertThat(script.openedAt).as("after a pause of %d s", seconds).hasSize(opened + 1);
        }
        assertThat(agent.state()).isEqualTo(ReceiverState.OPEN);
        assertThat(counters.restarts().get()).isEqualTo(3);

        lose(); // before it has delivered anything
        agent.doWork();
        assertThat(agent.maxIdleNanos()).isEqualTo(Duration.ofSeconds(8).toNanos());
        stepAfter(Duration.ofSeconds(8));
        append("back");
        agent.doWork();
        lose();
        agent.doWork();
        assertThat(agent.maxIdleNanos()).as("after it went well").isEqualTo(INTERVAL.toNanos());
        stepAfter(DELAY);
        assertThat(agent.state()).isEqualTo(ReceiverState.OPEN);
    }

    @Test
    void shouldSealWhileItsSourceIsLost() {
        start("");
        append("last words");
        agent.doWork();
        lose();
        agent.doWork();
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().texts()).containsExactly("last words");
    }

    @Test
    void shouldOpenItsSourceBehindTheLastPosition() {
        start("logged");
        lose();
        agent.doWork();
        appendWithPosition("a", "behind a");
        lose();
        stepAfter(DELAY);
        agent.doWork();
        stepAfter(DELAY.multipliedBy(2));

        assertThat(script.openedAt).containsExactly("logged", "logged", "behind a");
    }

    @Test
    void shouldKeepEachBlocksPositionAndAcknowledgeItOnceItIsSafe() {
        start("");
        appendWithPosition("a", "p1");
        agent.doWork();
        stepAfter(INTERVAL);
        append("without");
        agent.doWork();
        stepAfter(INTERVAL);
        intake.takeAll();
        appendWithPosition("b", "p2");
        agent.doWork();
        stepAfter(INTERVAL);
        intake.takeAll();
        assertThat(intake.taken)
                .extracting(block -> new String(block.position(), StandardCharsets.UTF_8))
                .containsExactly("p1", "", "p2");
        assertThat(script.acknowledged).isEmpty();

        agent.doWork(); // now it waits for news
        int wakes = intake.receiverWakes;
        intake.ring.safe(18);
        assertThat(intake.receiverWakes).isEqualTo(wakes + 1);
        agent.doWork();
        assertThat(script.acknowledged).containsExactly("p1");
        intake.ring.safe(19);
        agent.doWork();
        agent.doWork();
        assertThat(script.acknowledged).containsExactly("p1", "p2");
    }

    @Test
    void shouldStayIdleWhenItsSourceHasEnded() {
        start("");
        appendWithPosition("a", "p1");
        script.steps.add(out -> PolledSource.ENDED);
        agent.doWork();
        agent.doWork();
        assertThat(agent.state()).isEqualTo(ReceiverState.ENDED);
        stepAfter(INTERVAL);
        assertThat(intake.takeAll().texts()).containsExactly("a");
        intake.ring.safe(17);
        agent.doWork();
        assertThat(script.acknowledged).containsExactly("p1");
        int[] polls = {0};
        script.steps.add(out -> ++polls[0]);
        stepAfter(DELAY);
        assertThat(polls[0]).isZero();
        assertThat(counters.restarts().get()).isZero();
    }

    @Test
    void shouldFailOnABugOfItsSource() {
        start("");
        script.steps.add(out -> {
            throw new IllegalStateException("a bug");
        });
        assertThatThrownBy(agent::doWork)
                .hasMessageContaining("stream lines")
                .hasMessageContaining("a bug")
                .hasRootCauseMessage("a bug");
        script.openings.add(new IllegalArgumentException("another"));
        ReceiverAgent second =
                new ReceiverAgent(settings(10), NO_POSITION, script::open, intake.ring, counters, rejects, clock);
        assertThatThrownBy(second::onStart).hasMessageContaining("another").hasMessageContaining("did not open");
        second.onClose();
    }

    @Test
    void shouldPublishWhatItHasWhenItCloses() {
        start("");
        append("a");
        agent.doWork();
        agent.onClose();
        assertThat(intake.takeAll().texts()).containsExactly("a");
        assertThat(script.closed).isEqualTo(1);
        assertThat(agent.state()).isEqualTo(ReceiverState.CLOSED);
    }

    @Test
    void shouldRefuseAPositionThatIsTooLong() {
        start("");
        script.steps.add(out -> {
            out.position(script.scratch, 65);
            return 1;
        });
        assertThatThrownBy(agent::doWork).hasMessageContaining("65 bytes").hasMessageContaining("64");
    }

    @Test
    void shouldAllocateNothing() {
        Intake passing = new Intake(SLOTS);
        ReceiverSettings fast = new ReceiverSettings("rate", 0, 100, 100_000, 0, 0);
        ReceiverAgent rate = new ReceiverAgent(
                fast, NO_POSITION, new RateSource(5_000_000), passing.ring, counters, rejects, InstantSource.system());
        rate.onStart();
        Allocation.assertNone("a step of the role", 5_000, 2_000, () -> {
            rate.doWork();
            if (rate.maxIdleNanos() < 0) throw new AssertionError();
            passing.pass(passing.ring.safeUpTo() + 1);
        });
        assertThat(counters.records().get()).isGreaterThan(10_000);
        rate.onClose();
        passing.close();
    }
}
