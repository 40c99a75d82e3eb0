package io.headrace.source;

/**
 * Records of one length, one behind the other. A rest that is shorter is rejected.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PolledFixed extends PolledBytes {
    private final int length;

    PolledFixed(ByteInput input, int length) {
        super(input, 0);
        this.length = length;
    }

    @Override
    void allocated(int maxRecordLength) {
        if (length > maxRecordLength)
            throw new IllegalArgumentException(label() + ": records of " + length + " bytes; at most " + maxRecordLength
                    + " are taken: set headrace.record.max.bytes or larger blocks");
    }

    @Override
    boolean deliver(RecordWriter out) {
        while (filled - start >= length) {
            if (out.append(buffer + start, length) == RecordWriter.FULL) return false;
            start += length;
        }
        return true;
    }

    @Override
    boolean deliverRest(RecordWriter out) {
        rejectRest(out);
        return true;
    }

    @Override
    void rejectRest(RecordWriter out) {
        int rest = filled - start;
        if (rest > 0) out.reject(cutOff(), buffer + start, Math.min(rest, SHOWN_BYTES), rest);
        start = filled;
    }
}
