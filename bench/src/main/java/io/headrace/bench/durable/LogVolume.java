package io.headrace.bench.durable;

import io.headrace.StreamingContext;
import io.headrace.bench.disk.Footprint;
import io.headrace.bench.disk.Scratch;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Task;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.words.Repeated;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.scan.LogVerifier;
import io.headrace.wal.scan.VerifyReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of log there are for each byte that was received: some passes over the input, no checkpoint, and a look at what was
 * logged. Beside it how long the log's files are, room that is reserved included.
 *
 * <p><b>Threading:</b> the main thread waits; the context has its own.
 */
public final class LogVolume implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final long LOOK_MILLIS = 5;

    /** None meanwhile. */
    private static final String CHECKPOINTS = "1h";

    /** Nothing goes out of the log before it was looked at. */
    private static final String KEPT = "1h";

    /** Of a contender: how many records there are in a pass over the input, and how many passes are made. */
    static final String RECORDS = "records";

    static final String PASSES = "passes";

    @Override
    public void run(Task task) throws Exception {
        Payload payload = Payload.of(task);
        long passes = task.number(PASSES);
        Path directory = Scratch.directory("volume");
        AtomicLong counted = new AtomicLong();
        try (PreparedBlocks blocks = payload.blocks(task);
                StreamingContext context = StreamingContext.builder("volume")
                        .batchInterval(INTERVAL)
                        .directory(directory)
                        .durability(Durability.PROCESS)
                        .set("headrace.block.bytes", task.text(Payload.BLOCK))
                        .set("headrace.checkpoint.interval", CHECKPOINTS)
                        .set("headrace.log.replay", KEPT)
                        .build()) {
            payload.count(context, position -> new Repeated(blocks, pass -> pass < passes), counted::addAndGet);
            context.start();
            while (counted.get() < blocks.records() * passes) {
                if (context.awaitTerminationOrTimeout(LOOK_MILLIS))
                    throw new IllegalStateException("the context has ended after " + counted + " records");
            }
            answer(task, directory.resolve(Log.DIRECTORY_NAME), (double) payload.bytes(task) * passes);
        } finally {
            Scratch.delete(directory);
        }
    }

    private static void answer(Task task, Path log, double payload) throws Exception {
        VerifyReport report = LogVerifier.verify(log);
        if (report.firstSequence() != 1 || report.recordsLost())
            throw new IllegalStateException("the log is not whole any more: " + report);
        long records =
                report.records().values().stream().mapToLong(Long::longValue).sum();
        long used = report.payloadBytes() + records * (RecordLayout.DOCUMENT_HEADER + RecordLayout.HEADER_LENGTH);
        task.answer("logged", used / payload, "B/payload B");
        task.answer("files", Footprint.of(log).bytes() / payload, "B/payload B");
        task.answer("records of the log", (double) records, "records");
        task.answer("payload", payload, "bytes");
    }
}
