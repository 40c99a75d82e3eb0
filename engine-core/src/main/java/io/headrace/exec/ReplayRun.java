package io.headrace.exec;

import io.headrace.DamagedDirectoryException;
import io.headrace.HeadraceConf;
import io.headrace.ReplayBatch;
import io.headrace.ReplayProgress;
import io.headrace.ReplayRequest;
import io.headrace.ReplayResult;
import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.NewerVersionException;
import io.headrace.exec.replay.PastBatch;
import io.headrace.exec.replay.PastLog;
import io.headrace.exec.replay.PastScan;
import io.headrace.memory.CorruptDataException;
import io.headrace.plan.Program;
import io.headrace.wal.format.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one batch of the past again: finds it in the log, rebuilds the state before it, and evaluates the program once, on the thread that
 * asks. Nothing in the directory is changed.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ReplayRun {
    private final PastLog log;
    private final ReplayRequest request;
    private final @Nullable Manifest checkpoint;
    private final PastBatch batch;

    private ReplayRun(ReplayRequest request) throws IOException {
        this.request = request;
        log = PastLog.open(request.directory());
        checkpoint = log.checkpointBefore(request.batch().sequence());
        batch = find();
    }

    /** The batches that can be run again, oldest first. */
    static List<ReplayBatch> replayable(Path directory, ReplayProgress progress) {
        try {
            PastLog log = PastLog.open(directory);
            return shown(PastScan.of(log, Position.START, PastScan.ALL, progress));
        } catch (CorruptDataException | NewerVersionException e) {
            throw new DamagedDirectoryException(directory, e);
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static List<ReplayBatch> shown(PastScan scan) throws IOException {
        return scan.replayable().stream().map(PastBatch::shown).toList();
    }

    /** Runs the batch. */
    static ReplayResult run(Program program, HeadraceConf conf, ReplayRequest request) {
        ReplayRun run = null;
        try {
            run = new ReplayRun(request);
            return run.run(program, conf);
        } catch (CorruptDataException | NewerVersionException e) {
            if (run != null) run.mustBeThere(e);
            throw new DamagedDirectoryException(request.directory(), e);
        } catch (IOException e) {
            if (run != null) run.mustBeThere(e);
            throw unreadable(request.directory(), e);
        } catch (RuntimeException e) {
            if (run != null && e instanceof IllegalArgumentException) run.mustBeThere(e); // a reader's, of a place
            throw e;
        } catch (Exception e) {
            throw new StreamingException(request.batchInWords() + " could not be run again: " + e.getMessage(), e);
        }
    }

    private static StreamingException unreadable(Path directory, IOException e) {
        return new StreamingException("the directory " + directory + " cannot be read: " + e, e);
    }

    private ReplayResult run(Program program, HeadraceConf conf) throws Exception {
        try (ReplayProgram ready = new ReplayProgram(program, conf, log)) {
            ready.restore(checkpoint, batch, request.progress());
            return ready.run(batch, request);
        }
    }

    /** A context that uses the directory may have trimmed it meanwhile. */
    private void mustBeThere(Exception failure) {
        try {
            if (log.has(needed())) return;
        } catch (IOException e) {
            failure.addSuppressed(e);
            return;
        }
        throw new StreamingException(
                "what is needed to run " + batch + " again was trimmed while it was read, by the context that uses "
                        + request.directory() + ": set its headrace.log.replay to more than the age of such batches",
                failure);
    }

    private long needed() {
        return checkpoint == null ? batch.firstPosition() : checkpoint.recoverFrom();
    }

    private PastBatch find() throws IOException {
        long sequence = request.batch().sequence();
        long incarnation = request.batch().incarnation();
        long from = checkpoint == null ? Position.START : checkpoint.recoverFrom();
        PastScan scan = PastScan.of(log, from, sequence, request.progress());
        PastBatch found = scan.batch(sequence);
        if (found == null) throw refused("it is not in the log");
        if (incarnation != ReplayRequest.ANY_INCARNATION
                && incarnation != found.id().incarnation())
            throw refused("batch number " + sequence + " is " + found.id());
        if (!found.hasBlocks()) throw refused("what it consists of was trimmed");
        if (checkpoint == null && !scan.hasAllState())
            throw refused("the state before it cannot be rebuilt, for no checkpoint from before it is left");
        PastBatch open = scan.firstOpen();
        if (!found.isCommitted() && open != null && open != found)
            throw refused(open + " before it is not committed either, so the state before it is not known");
        return found;
    }

    private StreamingException refused(String why) throws IOException {
        List<ReplayBatch> able = shown(PastScan.of(log, Position.START, PastScan.ALL, request.progress()));
        String others = able.isEmpty()
                ? "no batch can"
                : "those from " + able.get(0).id() + " to "
                        + able.get(able.size() - 1).id() + " can";
        return new StreamingException("batch " + request.batchInWords() + " of " + request.directory()
                + " cannot be run again: " + why + "; " + others + ". How far back the log is kept says"
                + " headrace.log.replay; `./headrace replay " + request.directory() + " --list` lists them");
    }
}
