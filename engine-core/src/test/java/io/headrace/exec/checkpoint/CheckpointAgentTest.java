package io.headrace.exec.checkpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.journal.DeltaWriter;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.exec.journal.PartSink;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is committed gets into a checkpoint as whole batches, or waits; never half of one. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class CheckpointAgentTest {
    private static final int PART = 40 << 10;
    private static final long NEVER = 1 << 30;

    @TempDir
    Path temporary;

    private Path path = Path.of("");
    private final MemoryBudget budget = MemoryBudget.process().child("changes", 1 << 20);
    private DeltaFeed feed;
    private Made made;
    private CheckpointAgent agent;
    private PartBuffer buffer;
    private long bytes;

    @BeforeEach
    void open() throws Exception {
        path = temporary.resolve("checkpoint");
        feed = new DeltaFeed(MemoryBudget.process());
        made = new Made(path, budget);
        agent = new CheckpointAgent(
                made.builder,
                feed,
                null,
                new CheckpointAgent.Timing(NEVER, NEVER),
                new CheckpointAgent.Holds(place -> {}, place -> {}),
                Counter.detached(),
                (where, what) -> {});
        buffer = new PartBuffer(PART);
        bytes = NativeMemory.allocateZeroed(PART, MemoryTag.TEST);
    }

    @AfterEach
    void close() throws Exception {
        feed.close();
        made.close();
        buffer.close();
        NativeMemory.free(bytes, PART, MemoryTag.TEST);
    }

    /** Hands one part around, which is copied at once. */
    private final class OnePart implements PartSink {
        @Override
        public @Nullable PartBuffer take() {
            return buffer;
        }

        @Override
        public void delta(PartBuffer part) {
            assertThat(feed.part(part, 0, false)).isTrue();
        }

        @Override
        public void giveBack(PartBuffer unused) {}
    }

    /** Hands one part around, which the log has. */
    private final class LoggedPart implements PartSink {
        @Override
        public @Nullable PartBuffer take() {
            return buffer;
        }

        @Override
        public void delta(PartBuffer part) {
            assertThat(MemoryBudget.process().tryReserve(part.used())).isTrue();
            long place = NativeMemory.allocate(part.used(), MemoryTag.STATE); // who folds it gives it back
            RawMemory.copy(part.address(), place, part.used());
            feed.recovered(place, part.used());
        }

        @Override
        public void giveBack(PartBuffer unused) {}
    }

    /** A batch that sets a key to a long value; the changes say they are those of batch {@code written}. */
    private void batch(long sequence, long written, String key, int valueLength) {
        DeltaWriter writer = write(new OnePart(), written, key, valueLength);
        Batch batch = new Batch(1);
        batch.begin(1, sequence, sequence, sequence * 10, 0);
        feed.committed(batch, writer.parts(), 0);
    }

    /** A batch that was committed before the start. */
    private void recovered(long sequence, String key) {
        DeltaWriter writer = write(new LoggedPart(), sequence, key, 1);
        feed.committed(1, sequence, sequence, sequence * 10, writer.parts(), 0);
    }

    private DeltaWriter write(PartSink to, long written, String key, int valueLength) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        RawMemory.putInt(bytes, keyBytes.length);
        RawMemory.copyFromArray(keyBytes, 0, bytes + 4, keyBytes.length);
        for (int i = 0; i < valueLength; i++) RawMemory.putByte(bytes + 4 + keyBytes.length + i, (byte) 'v');
        assertThat(feed.cut(bytes, 8, false)).isTrue();
        DeltaWriter writer = new DeltaWriter(to, PART);
        writer.begin(1, written);
        assertThat(writer.append(Made.KEYS, 3, Made.SET, 0, bytes, 4 + keyBytes.length + valueLength))
                .isTrue();
        writer.end();
        return writer;
    }

    private Map<String, String> latest() throws Exception {
        return Made.read(
                made.directory,
                requireNonNull(LoadedCheckpoints.find(made.directory).latest()));
    }

    @Test
    void shouldNotWriteACheckpointBehindABatchThatItCouldNotTakeOver() throws Exception {
        batch(1, 1, "a", 1);
        assertThat(agent.doWork()).isPositive();
        batch(2, 7, "b", 1);
        batch(3, 3, "c", 1);
        assertThatIllegalStateException().isThrownBy(agent::doWork).withMessageContaining("batch 7");
        agent.onClose();
        assertThat(made.directory.numbers()).isEmpty();
    }

    @Test
    void shouldWriteWhatWasCommittedWhenItIsClosed() throws Exception {
        batch(1, 1, "a", 1);
        batch(2, 2, "b", 2);
        agent.onClose();
        assertThat(latest()).isEqualTo(Map.of("0/3/a", "v", "0/3/b", "vv"));
    }

    @Test
    void shouldLeaveTheCpusToAStartUntilItsFirstBatchIsCommitted() throws Exception {
        recovered(1, "a");
        assertThat(agent.doWork()).isZero();
        batch(2, 2, "b", 1);
        assertThat(agent.doWork()).isEqualTo(6); // a cut, a part and a commit of each
        agent.onClose();
        assertThat(latest()).isEqualTo(Map.of("0/3/a", "v", "0/3/b", "v"));
    }

    @Test
    void shouldWriteWhatTheLogHadWhenItIsClosedBeforeTheFirstBatch() throws Exception {
        recovered(1, "a");
        assertThat(agent.doWork()).isZero();
        agent.onClose();
        assertThat(latest()).isEqualTo(Map.of("0/3/a", "v"));
    }

    /** The changes of a batch fill the memory, and the disk takes none of them for now. */
    @Test
    void shouldWaitForTheDiskWithinABatch() throws Exception {
        int batches = 40; // more than there is memory for
        Files.writeString(path, "in the way of the directory");
        for (int i = 1; i <= batches; i++) batch(i, i, "key " + i, 32 << 10);
        FutureTask<Integer> step = new FutureTask<>(agent::doWork);
        Thread thread = new Thread(step, "checkpoint");
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        assertThat(step.isDone()).isFalse();
        Files.delete(path);
        assertThat(step.get()).isEqualTo(3 * batches);
        agent.onClose();
        assertThat(latest()).hasSize(batches);
    }

    @Test
    void shouldGiveUpABatchThatWaitsForTheDiskWhenItIsToEnd() throws Exception {
        Files.writeString(path, "in the way of the directory");
        for (int i = 1; i <= 40; i++) batch(i, i, "key " + i, 32 << 10);
        FutureTask<Integer> step = new FutureTask<>(agent::doWork);
        Thread thread = new Thread(step, "checkpoint");
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        thread.interrupt();
        thread.join();
        Files.delete(path);
        agent.onClose();
        assertThat(made.directory.numbers()).isEmpty();
    }
}
