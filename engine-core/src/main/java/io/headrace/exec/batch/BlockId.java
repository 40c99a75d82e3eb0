package io.headrace.exec.batch;

/**
 * The number under which a block is stored: its stream and its sequence in that stream, which grows by one from block to block and
 * goes on after a restart.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class BlockId {
    private static final int SEQUENCE_BITS = 48;

    private BlockId() {}

    public static long of(int streamId, long sequence) {
        return (long) streamId << SEQUENCE_BITS | sequence;
    }

    public static int stream(long id) {
        return (int) (id >>> SEQUENCE_BITS);
    }

    public static long sequence(long id) {
        return id & ((1L << SEQUENCE_BITS) - 1);
    }

    /** {@code stream 2, block 17}. */
    public static String describe(long id) {
        return "stream " + stream(id) + ", block " + sequence(id);
    }
}
