package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.Utf8;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;
import org.jspecify.annotations.Nullable;

/**
 * What generated flyweights inherit; not meant to be extended by hand. Names are long so that they hide no user's field.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public abstract class FlatViewBase implements FlatView {
    private final @Nullable ViewPoison poison = ViewPoison.forView();
    private final FlatLayout layout;
    private final int fixedLength;
    private long record;
    private int length;

    protected FlatViewBase(FlatLayout layout) {
        this.layout = layout;
        this.fixedLength = layout.fixedLength();
    }

    @Override
    public final void wrap(long record) {
        wrap(record, fixedLength);
    }

    @Override
    public final void wrap(long record, int length) {
        if (length != fixedLength) layout.checkLength(length);
        if (ViewPoison.ON) ViewPoison.aimed(poison);
        this.record = record;
        this.length = length;
    }

    @Override
    public final long recordAddress() {
        if (ViewPoison.ON) ViewPoison.check(poison);
        return record;
    }

    @Override
    public final int recordLength() {
        if (ViewPoison.ON) ViewPoison.check(poison);
        return length;
    }

    @Override
    public final FlatView another() {
        return FlatViews.another(this, layout);
    }

    @Override
    public final void expire() {
        if (ViewPoison.ON) ViewPoison.expire(poison);
    }

    /** Called by generated code: the text from the offset to the end of the record. */
    protected final Utf8View aimAtRestOfRecord(int offset, Utf8View into) {
        return into.wrap(recordAddress() + offset, length - offset);
    }

    /** Called by generated code: a copy of the text from the offset to the end of the record. */
    protected final String copyRestOfRecord(int offset) {
        return Utf8.decodeLeniently(recordAddress() + offset, length - offset);
    }
}
