package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Appending to the log at level {@code PROCESS}: short records and blocks give the cost of a record and that of a byte. What is
 * behind is trimmed on the way, as it is behind a checkpoint.
 */
final class LogStep implements Step {
    private static final int SHORT = 64;
    private static final int BLOCK = 256 << 10;
    private static final int BLOCKS = 16; // so many that they do not stay in the core's own cache
    private static final long TRIM_BYTES = 192L << 20;

    @Override
    public String what() {
        return "appending to the log";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) throws IOException {
        long blocks = NativeMemory.allocateZeroed((long) BLOCK * BLOCKS, MemoryTag.TEST);
        try (Log log = Log.open(LogOptions.of(directory))) {
            Appending appending = new Appending(log, blocks, directory);
            double small = effort.rounds(800_000_000L).nanosPerOperation(records -> appending.append(records, SHORT));
            double large = effort.rounds(2_000_000_000L).nanosPerOperation(records -> appending.append(records, BLOCK));
            return Line.through(SHORT, small, BLOCK, large).as(Cost.APPEND_RECORD, Cost.APPEND_BYTE);
        } finally {
            NativeMemory.free(blocks, (long) BLOCK * BLOCKS, MemoryTag.TEST);
        }
    }

    /** The log with what was appended since it was last trimmed. */
    private static final class Appending {
        private final Log log;
        private final long blocks;
        private final Path directory;
        private long untrimmed;

        Appending(Log log, long blocks, Path directory) {
            this.log = log;
            this.blocks = blocks;
            this.directory = directory;
        }

        long append(long records, int length) {
            long position = 0;
            for (long i = 0; i < records; i++) {
                position = log.append(RecordType.BLOCK, blocks + (i % BLOCKS) * BLOCK, length);
                if (position == Log.NO_ROOM) throw new IllegalStateException("the disk of " + directory + " is full");
                untrimmed += length;
                if (untrimmed > TRIM_BYTES) trim();
            }
            return position;
        }

        private void trim() {
            try {
                log.trim(log.endPosition());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            untrimmed = 0;
        }
    }
}
