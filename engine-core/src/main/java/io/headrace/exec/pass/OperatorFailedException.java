package io.headrace.exec.pass;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.data.Positioned;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * A function of the user threw. It is wrapped once, at the operator that it was given to; on its way up it learns the record that was
 * being computed, or the key. What the function threw is the cause.
 *
 * <pre>
 *   map at WordCount.main (WordCount.java:12) threw java.lang.NumberFormatException: For input string: "x";
 *   stream 0 (socket localhost:9999), block 17, record 421; batch 1-7 of 1700000000000 ms
 * </pre>
 *
 * <p><b>Threading:</b> the thread that throws it fills it.
 */
public final class OperatorFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int NO_RECORD = -1;
    private static final int MOST_KEY_CHARS = 200;

    private final transient Node node;
    private final String what;
    private @Nullable String key;
    private String batch = "";
    private String label = "";
    private long blockId = Positioned.NO_BLOCK;
    private int record = NO_RECORD;

    OperatorFailedException(Node node, Throwable thrown) {
        super(null, thrown);
        this.node = node;
        this.what = node.describe() + " threw " + thrown;
    }

    /** What a function of this operator threw, wrapped; what is wrapped already stays as it is. */
    public static OperatorFailedException of(Node node, Throwable thrown) {
        if (thrown instanceof OperatorFailedException wrapped) return wrapped;
        if (thrown instanceof InterruptedException) Thread.currentThread().interrupt();
        return new OperatorFailedException(node, thrown);
    }

    /** As {@link #of(Node, Throwable)}, behind a keyed boundary: it cannot be blamed on one record. */
    public static OperatorFailedException ofKey(Node node, @Nullable Object key, Throwable thrown) {
        OperatorFailedException failure = of(node, thrown);
        if (failure.key == null) failure.key = inWords(key);
        return failure;
    }

    private static String inWords(@Nullable Object key) {
        String words;
        try {
            words = String.valueOf(key);
        } catch (RuntimeException e) {
            words = "of " + String.valueOf(e) + " in toString()";
        }
        return words.length() <= MOST_KEY_CHARS ? words : words.substring(0, MOST_KEY_CHARS) + "…";
    }

    /** The record that was being computed; the first one told counts. */
    OperatorFailedException at(Positioned dataset, int partition, int recordInBlock) {
        if (blockId == Positioned.NO_BLOCK) {
            blockId = dataset.blockId(partition);
            label = dataset.label();
            record = recordInBlock;
        }
        return this;
    }

    /** The batch that was being computed; the first one told counts. */
    public OperatorFailedException in(Batch computed) {
        if (batch.isEmpty()) batch = computed.toString();
        return this;
    }

    /** The operator whose function threw. */
    public Node node() {
        return node;
    }

    /** The key that was being computed; null before a keyed boundary. */
    public @Nullable String key() {
        return key;
    }

    /** Whether the record is known. */
    public boolean hasPosition() {
        return blockId != Positioned.NO_BLOCK;
    }

    /** The {@link BlockId} of the record, or {@link Positioned#NO_BLOCK}. */
    public long blockId() {
        return blockId;
    }

    /** Which record of the block, from 0 up, or -1. */
    public int record() {
        return record;
    }

    @Override
    public String getMessage() {
        StringBuilder message = new StringBuilder(what);
        if (key != null) message.append("; key ").append(key);
        if (hasPosition()) {
            message.append("; stream ").append(BlockId.stream(blockId));
            if (!label.isEmpty()) message.append(" (").append(label).append(')');
            message.append(", block ")
                    .append(BlockId.sequence(blockId))
                    .append(", record ")
                    .append(record);
        }
        if (!batch.isEmpty()) message.append("; ").append(batch);
        return message.toString();
    }
}
