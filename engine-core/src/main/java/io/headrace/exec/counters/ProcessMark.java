package io.headrace.exec.counters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells a process from another one that was given the same number later: when it started, in ticks since the system did, and in which
 * space of numbers, for each container has one of its own. Not by the clock, which may be set.
 *
 * <pre>
 *     63                          32                            0
 *     +---------------------------+-----------------------------+
 *     | space of process numbers  | ticks at its start, cut off |
 *     +---------------------------+-----------------------------+
 * </pre>
 *
 * <p><b>Threading:</b> no state.
 */
final class ProcessMark {
    /** Of a process of which nothing is known: there is no {@code /proc}, or it is gone. */
    static final long UNKNOWN = 0;

    private static final Path PROC = Path.of("/proc");

    /** In {@code /proc/PID/stat}, of the words behind the command's closing bracket. */
    private static final int START_TICKS = 19;

    private static final long LOW = 0xFFFF_FFFFL;

    private ProcessMark() {}

    /** Of a process that this one sees. */
    static long of(long processId) {
        return of(PROC, processId);
    }

    static long of(Path proc, long processId) {
        Path process = proc.resolve(Long.toString(processId));
        try {
            // As bytes: the name of a command may be anything.
            String stat = new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
            String[] words = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
            String space = Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString(); // pid:[4026531836]
            long number = Long.parseLong(space.substring(space.indexOf('[') + 1, space.indexOf(']')));
            return (number << Integer.SIZE) | (Long.parseLong(words[START_TICKS]) & LOW);
        } catch (IOException
                | SecurityException
                | UnsupportedOperationException
                | IndexOutOfBoundsException
                | NumberFormatException e) {
            return UNKNOWN; // another system than Linux, or a guarded one: then the number has to do
        }
    }

    /** Whether a process is proved to be another one; marks of two spaces, or none, prove nothing. */
    static boolean isAnother(long written, long living) {
        return written != UNKNOWN && living != UNKNOWN && written != living && space(written) == space(living);
    }

    private static long space(long mark) {
        return mark >>> Integer.SIZE;
    }
}
