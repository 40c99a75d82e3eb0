package io.headrace.exec.data;

import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.TextCodec;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.RowFormat;
import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of records as a {@link RowFormat} says. Where rows are views, one view is aimed at each record in turn.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public abstract class RowDecoder {
    /** The row of the record in these bytes. */
    public abstract @Nullable Object decode(long address, int length);

    /** The last row may not be used any more. To be called where {@link ViewPoison#ON}, and nowhere else. */
    public void expire() {}

    /**
     * Decoders that share the format's one class.
     *
     * @param dynamic for rows whose format names no codec
     */
    public static RowDecoder of(RowFormat rows, Codec<?> dynamic) {
        if (rows instanceof RowFormat.Text) return new TextRows();
        if (rows instanceof RowFormat.Utf8Views) return new Utf8Rows();
        if (rows instanceof RowFormat.Flat flat) return new FlatRows(flat.views());
        return new ObjectRows(codec((RowFormat.Objects) rows, dynamic));
    }

    /** Makes decoders of one class, which nothing else shares; one for each worker. */
    public static Supplier<RowDecoder> ofOwnClass(RowFormat rows, Codec<?> dynamic) {
        OwnClass<RowDecoder> own = OwnClass.like(MethodHandles.lookup(), RowDecoder.class, template(rows));
        if (rows instanceof RowFormat.Flat flat) return () -> own.make(flat.views());
        if (rows instanceof RowFormat.Objects objects) return () -> own.make(codec(objects, dynamic));
        return own::make;
    }

    private static Class<? extends RowDecoder> template(RowFormat rows) {
        if (rows instanceof RowFormat.Text) return TextRows.class;
        if (rows instanceof RowFormat.Utf8Views) return Utf8Rows.class;
        return rows instanceof RowFormat.Flat ? FlatRows.class : ObjectRows.class;
    }

    private static Codec<?> codec(RowFormat.Objects rows, Codec<?> dynamic) {
        Codec<?> codec = rows.codec();
        return (codec == null ? dynamic : codec).perThread();
    }

    private static final class TextRows extends RowDecoder {
        private TextRows() {}

        @Override
        public Object decode(long address, int length) {
            return TextCodec.INSTANCE.decode(address, length);
        }
    }

    private static final class Utf8Rows extends RowDecoder {
        private Utf8View view = new Utf8View();

        private Utf8Rows() {}

        @Override
        public Object decode(long address, int length) {
            return view.wrap(address, length);
        }

        @Override
        public void expire() {
            view.expire();
            view = view.renewed();
        }
    }

    private static final class FlatRows extends RowDecoder {
        private final FlatViews<?> views;
        private FlatView view;

        private FlatRows(FlatViews<?> views) {
            this.views = views;
            this.view = (FlatView) views.create();
        }

        @Override
        public Object decode(long address, int length) {
            view.wrap(address, length);
            return view;
        }

        @Override
        public void expire() {
            view.expire();
            view = (FlatView) views.create();
        }
    }

    private static final class ObjectRows extends RowDecoder {
        private final Codec<?> codec;

        private ObjectRows(Codec<?> codec) {
            this.codec = codec;
        }

        @Override
        public @Nullable Object decode(long address, int length) {
            return codec.decode(address, length);
        }
    }
}
