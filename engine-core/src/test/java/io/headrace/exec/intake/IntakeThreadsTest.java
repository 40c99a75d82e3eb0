package io.headrace.exec.intake;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.DeltaWriter;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Intake, jobs, sync and maintenance on threads of their own, for many batches with state changes; then a restart. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class IntakeThreadsTest {
    private static final int BATCHES = 150;

    @TempDir
    Path directory;

    private final AtomicBoolean over = new AtomicBoolean();

    private static final class Sum implements DeltaVisitor {
        long sum;
        long batches;

        @Override
        public void delta(int operator, int group, int kind, int flags, long address, int length) {
            sum += RawMemory.getLong(address);
        }

        @Override
        public void end(io.headrace.exec.journal.RecoveredBatch batch) {
            batches++;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"PROCESS", "BATCH", "RECORD"})
    void shouldBringEverythingThroughTheQueues(Durability level) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Rig rig = new Rig(64).stream()) {
            rig.rollBytes = 512 << 10;
            Intake intake = rig.start(rig.open(directory, level).parts(2, 256).maxBatches(4));
            CompletableFuture<Void> sync = run(threads, requireNonNull(rig.sync)::doWork);
            rig.trimPoint.hold("changes of state, which nobody makes checkpoints of");
            MaintenanceAgent maintenance = new MaintenanceAgent(rig.log(), rig.trimPoint, (where, what) -> {});
            CompletableFuture<Void> trims = run(threads, maintenance::doWork);
            CompletableFuture<Long> jobs = CompletableFuture.supplyAsync(() -> jobs(rig, intake.port()), threads);
            CompletableFuture<Void> logged = CompletableFuture.runAsync(() -> log(rig, intake), threads);
            long sum = jobs.get(60, TimeUnit.SECONDS);
            logged.get(60, TimeUnit.SECONDS);
            over.set(true);
            sync.get(10, TimeUnit.SECONDS);
            trims.get(10, TimeUnit.SECONDS);
            assertThat(rig.feed(0).safe).isEqualTo(BATCHES * 2 - 1);
            assertThat(rig.store.size()).isZero();
            check(level, sum);
        }
        threads.shutdown();
    }

    private void check(Durability level, long sum) throws IOException {
        Sum recovered = new Sum();
        Path image = Rig.image(directory, directory.resolveSibling(directory.getFileName() + "-" + level));
        try (Rig next = new Rig(64).stream()) {
            next.rollBytes = 512 << 10;
            next.visitor = recovered;
            next.open(image, level);
            assertThat(recovered.batches).isEqualTo(next.recovered.lastSequence());
            assertThat(recovered.sum).isEqualTo(sum);
            assertThat(next.recovered.rerun()).isEmpty();
            assertThat(next.types.idOf("type.7")).isEqualTo(0);
        }
    }

    private interface Step {
        int doWork() throws IOException;
    }

    private CompletableFuture<Void> run(Executor threads, Step step) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        while (!over.get()) if (step.doWork() == 0) pause();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                threads);
    }

    /** The intake's thread; it plays the receiver too, whose blocks are more than the part buffers hold at once. */
    private static void log(Rig rig, Intake intake) {
        for (int tick = 1; tick <= BATCHES; tick++) {
            rig.feed(0).publish(tick, 600);
            rig.feed(0).publish(-1, 600);
            rig.clock.millis = Rig.ZERO + tick * Rig.INTERVAL;
            while (rig.counters.batchesCut().get() < tick) if (intake.doWork() == 0) pause();
        }
        intake.stop(true);
        while (!intake.isIdle()) if (intake.doWork() == 0) pause();
        intake.onClose();
    }

    /** Reads each batch, and has its numbers as state changes. */
    private static long jobs(Rig rig, CommitPort port) {
        DeltaWriter writer = new DeltaWriter(port, 256);
        long bytes = NativeMemory.allocateZeroed(100, MemoryTag.TEST);
        long sum = 0;
        for (int done = 0; done < BATCHES; ) {
            Batch batch = port.poll();
            if (batch == null) {
                pause();
                continue;
            }
            writer.begin(batch);
            rig.types.idOf("type." + (done % 5 + 7));
            for (long number : rig.numbers(batch, 0)) {
                for (int i = 0; i < 5; i++) {
                    RawMemory.putLong(bytes, number);
                    while (!writer.append(1, i, 0, 0, bytes, 100)) pause();
                    sum += number;
                }
            }
            writer.end();
            while (!port.isSafe(batch)) pause();
            port.commit(batch, writer.parts(), writer.checksum());
            done++;
        }
        NativeMemory.free(bytes, 100, MemoryTag.TEST);
        return sum;
    }

    /** There are more threads here than cores: who has nothing to do lets the others go on. */
    private static void pause() {
        LockSupport.parkNanos(1_000);
    }
}
