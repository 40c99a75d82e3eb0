package io.headrace.exec.intake;

import io.headrace.memory.storage.BlockHome;
import io.headrace.wal.Log;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.LogReaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.jctools.queues.MpmcArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The log as the place where blocks lie that are not in memory.
 *
 * <p><b>Threading:</b> any thread, several at once; each borrows a reader of the log. {@link #close} when nobody loads any more.
 */
public final class LogHome implements BlockHome, AutoCloseable {
    private static final int IDLE_READERS = 16;

    private final LogReaders log;
    private final MpmcArrayQueue<LogReader> idle = new MpmcArrayQueue<>(IDLE_READERS);
    private volatile @Nullable String problem;

    public LogHome(Log log) {
        this(log::reader);
    }

    /** A log that nobody writes through this. */
    public LogHome(LogReaders log) {
        this.log = log;
    }

    /** The envelope of its record has a checksum of the whole block. */
    @Override
    public boolean isChecked() {
        return true;
    }

    @Override
    public boolean load(long position, long address, int length) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return tryLoad(position, address, length);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted(); // it closed this reader's file, and is no reason not to read
                } catch (IOException | RuntimeException e) {
                    problem = e.getMessage();
                    return false;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private boolean tryLoad(long position, long address, int length) throws IOException {
        LogReader reader = idle.poll();
        if (reader == null) reader = log.reader();
        boolean sound = false;
        try {
            boolean isThere = reader.read(position, address, length);
            sound = true;
            if (!isThere || reader.type() != RecordType.BLOCK) {
                problem = "there is a record " + reader.type() + " of " + reader.payloadLength()
                        + " bytes, and a block of " + length + " was wanted";
                return false;
            }
            return true;
        } finally {
            if (!sound || !idle.offer(reader)) reader.close();
        }
    }

    @Override
    public String describe(long position) {
        String last = problem;
        return "the log at " + Position.describe(position) + (last == null ? "" : " (last problem: " + last + ")");
    }

    /** Closes the readers. */
    @Override
    public void close() {
        for (LogReader reader = idle.poll(); reader != null; reader = idle.poll()) {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a reader of the log", e);
            }
        }
    }
}
