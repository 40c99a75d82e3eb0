package io.headrace.wal;

import com.sun.management.ThreadMXBean;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Writes rolls as a context does, and prints how many bytes it allocates for each: {@code DIRECTORY}. */
final class RollGarbage {
    private static final int LONG = 20_000;
    private static final int KEPT_ROLLS = 4;
    private static final int WARM_UP_ROLLS = 40;
    private static final int MEASURED_ROLLS = 100;

    private RollGarbage() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LogOptions options =
                LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES).durability(Durability.BATCH);
        try (LogFixture fixture = new LogFixture();
                Log log = Log.open(options);
                LogReader follower = log.reader()) {
            fixture.fill(1, LONG);
            goOn(log, follower, fixture.address(), WARM_UP_ROLLS);
            long before = threads.getCurrentThreadAllocatedBytes();
            int read = goOn(log, follower, fixture.address(), MEASURED_ROLLS);
            long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED_ROLLS;
            if (read <= MEASURED_ROLLS) throw new AssertionError("read " + read + " records only");
            int left =
                    LogFiles.list(directory.resolve(Log.DIRECTORY_NAME)).rolls().size();
            if (left >= KEPT_ROLLS + 3) throw new AssertionError(left + " rolls were not trimmed");
            System.out.println(bytes);
        }
    }

    /** A reader follows, the next roll is made ready, all but the last few are taken out. */
    private static int goOn(Log log, LogReader follower, long record, int rolls) throws IOException {
        int read = 0;
        long end = Position.ordinal(log.endPosition()) + rolls;
        while (Position.ordinal(log.endPosition()) < end) {
            if (log.append(RecordType.BLOCK, record, LONG) < 0) throw new AssertionError("no room");
            log.sync();
            boolean more = true;
            while (more) more = log.prepareNext();
            while (follower.next()) read++;
            log.trim(Position.of(Math.max(0, Position.ordinal(log.endPosition()) - KEPT_ROLLS), 0));
        }
        return read;
    }
}
