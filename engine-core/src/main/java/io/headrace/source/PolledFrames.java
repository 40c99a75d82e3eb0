package io.headrace.source;

import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.io.StreamCorruptedException;
import org.jspecify.annotations.Nullable;

/**
 * Finds frames. Of one that is rejected the first bytes are waited for, so that people can see them; the rest is passed over as it
 * comes.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PolledFrames extends PolledBytes {
    static final String BAD_LENGTH = "of a length that the stream's records do not have";
    static final String NEGATIVE = "a negative length";

    private static final int HEADER = 4;

    private final @Nullable LengthCheck lengths;
    private int limit;
    private String tooLong = "";

    /** How much of a rejected frame is still to come. */
    private int toSkip;

    PolledFrames(ByteInput input, @Nullable LengthCheck lengths) {
        super(input, HEADER);
        this.lengths = lengths;
    }

    @Override
    void allocated(int maxRecordLength) {
        limit = maxRecordLength;
        tooLong = "longer than " + limit + " bytes";
    }

    @Override
    boolean deliver(RecordWriter out) throws IOException {
        while (skip() && filled - start >= HEADER) {
            long payload = buffer + start + HEADER;
            int there = filled - start - HEADER;
            int length = Integer.reverseBytes(RawMemory.getInt(buffer + start));
            if (length < 0) throw negative(out, length);
            String refusal = refusal(length);
            if (refusal == null) {
                if (there < length) return true;
                int answer = out.append(payload, length);
                if (answer == RecordWriter.FULL) return false;
                if (answer == RecordWriter.TOO_LONG) out.reject(tooLong, payload, length, length);
                start += HEADER + length;
            } else {
                int shown = Math.min(length, SHOWN_BYTES);
                if (there < shown) return true;
                out.reject(refusal, payload, shown, length);
                start += HEADER;
                toSkip = length;
            }
        }
        return true;
    }

    /** Passes over a rejected frame; false when more of it is to come. */
    private boolean skip() {
        int now = Math.min(toSkip, filled - start);
        start += now;
        toSkip -= now;
        return toSkip == 0;
    }

    private @Nullable String refusal(int length) {
        if (length > limit) return tooLong;
        return lengths == null || lengths.accepts(length) ? null : BAD_LENGTH;
    }

    private IOException negative(RecordWriter out, int length) {
        int shown = Math.min(filled - start, SHOWN_BYTES);
        out.reject(NEGATIVE, buffer + start, shown, shown);
        return new StreamCorruptedException(label() + " sent a frame of length " + length
                + "; does the sender write four bytes of length, the most significant first, before each record?");
    }

    @Override
    boolean deliverRest(RecordWriter out) {
        rejectRest(out);
        return true;
    }

    @Override
    void rejectRest(RecordWriter out) {
        int rest = filled - start;
        if (rest > 0) out.reject(cutOff(), buffer + start, rest, rest);
        start = filled;
    }
}
