package io.headrace.log;

/**
 * What a {@link LogSink} keeps of its log.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class LogRetention {
    private static final long UNTIL_READ = 0;

    private final long bytes;

    private LogRetention(long bytes) {
        this.bytes = bytes;
    }

    /**
     * What any reader that ever began has not read yet; all of it, when none has. A reader that will not come back holds the log for ever:
     * delete its directory, {@code readers/NAME}.
     */
    public static LogRetention untilRead() {
        return new LogRetention(UNTIL_READ);
    }

    /**
     * The newest part of the log, of this many bytes at least, read or not. A reader that falls further behind is refused, by name.
     *
     * @param bytes 1 or more; whole files of the log are kept
     */
    public static LogRetention lastBytes(long bytes) {
        if (bytes < 1) throw new IllegalArgumentException("keep the last " + bytes + " bytes; give 1 or more");
        return new LogRetention(bytes);
    }

    boolean isUntilRead() {
        return bytes == UNTIL_READ;
    }

    /** How many files behind the one that is written are kept. */
    long rolls(long rollBytes) {
        return (bytes + rollBytes - 1) / rollBytes;
    }

    @Override
    public String toString() {
        return isUntilRead() ? "until it is read" : "the last " + bytes + " bytes";
    }
}
