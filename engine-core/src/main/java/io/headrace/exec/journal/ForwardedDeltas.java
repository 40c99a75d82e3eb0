package io.headrace.exec.journal;

import java.io.IOException;

/**
 * Hands on all that it is shown: the base of who wants to see some of it on the way.
 *
 * <p><b>Threading:</b> as whom it hands on to.
 */
public abstract class ForwardedDeltas implements DeltaVisitor {
    private final DeltaVisitor next;

    /** @param next is shown everything */
    protected ForwardedDeltas(DeltaVisitor next) {
        this.next = next;
    }

    @Override
    public void from(long position) {
        next.from(position);
    }

    @Override
    public void record(long sequence, long last) {
        next.record(sequence, last);
    }

    @Override
    public void begin(RecoveredBatch batch) {
        next.begin(batch);
    }

    @Override
    public void part(long position, int length) {
        next.part(position, length);
    }

    @Override
    public void delta(int operator, int group, int kind, int flags, long address, int length) throws IOException {
        next.delta(operator, group, kind, flags, address, length);
    }

    @Override
    public void end(RecoveredBatch batch) throws IOException {
        next.end(batch);
    }
}
