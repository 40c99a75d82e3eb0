package io.headrace.exec.state;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.KeyedEntry;
import io.headrace.exec.eval.StateDelta;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of which window the stored totals are: one entry beside them. A program may come back with a longer or a shorter one, and totals that are
 * not of it cannot be gone on from.
 *
 * <pre>
 *          +---+---------+------------------------------+
 *   entry  | 7 | lengths | last 4000 ms, every 1000 ms  |     a {@link KeyedEntry}, of texts
 *          +---+---------+------------------------------+
 *          0   4         11
 * </pre>
 *
 * <p>It is written with the first totals, and again with the first ones of other lengths. Totals without it were written by a build that
 * did not say.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class TotalLengths {
    private static final byte[] KEY = "lengths".getBytes(StandardCharsets.US_ASCII);
    private static final int VALUE = KeyedEntry.KEY + KEY.length;
    private static final String TEXT_CODEC = "text:1";

    private final byte[] own;
    private final String stream;
    private byte @Nullable [] stored;
    private boolean isWritten;

    /** @param stream in messages */
    TotalLengths(long windowMillis, long slideMillis, String stream) {
        own = ("last " + windowMillis + " ms, every " + slideMillis + " ms").getBytes(StandardCharsets.US_ASCII);
        this.stream = stream;
    }

    static EntryKind kind(byte code) {
        return new EntryKind(
                code, EntryKind.Role.SET, EntryKind.Contents.KEY_AND_VALUE, List.of(TEXT_CODEC, TEXT_CODEC));
    }

    /** Totals of this window are written: says so, unless that is stored. */
    void write(StateDelta delta, byte code) throws InterruptedException {
        if (Arrays.equals(stored, own)) return;
        int length = VALUE + own.length;
        long entry = delta.claim(0, code, length);
        RawMemory.putInt(entry, KEY.length);
        RawMemory.copyFromArray(KEY, 0, entry + KeyedEntry.KEY, KEY.length);
        RawMemory.copyFromArray(own, 0, entry + VALUE, own.length);
        delta.commit(length);
        isWritten = true;
    }

    /** What was written counts. */
    void accept() {
        if (isWritten) stored = own;
        isWritten = false;
    }

    void discard() {
        isWritten = false;
    }

    void restore(long address, int length) {
        if (KeyedEntry.keyLength(address, length, stream) != KEY.length)
            throw new CorruptDataException(stream + ": an entry of " + length + " bytes does not say lengths");
        byte[] said = new byte[length - VALUE];
        RawMemory.copyToArray(address + VALUE, said, 0, said.length);
        stored = said;
    }

    /** Whether it is stored of which window the totals are. */
    boolean areKnown() {
        return stored != null;
    }

    /** Whether the stored totals are of another window. */
    boolean areOthers() {
        return stored != null && !Arrays.equals(stored, own);
    }
}
