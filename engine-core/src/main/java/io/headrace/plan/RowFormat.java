package io.headrace.plan;

import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.flat.FlatViews;
import org.jspecify.annotations.Nullable;

/**
 * How the records of an input's blocks become rows of a stream.
 *
 * <p><b>Threading:</b> immutable.
 */
public sealed interface RowFormat {
    /** Whether a row is a view, valid during the call that it is given to. */
    boolean isView();

    /** Records are UTF-8, rows are {@code String}s. */
    record Text() implements RowFormat {
        @Override
        public boolean isView() {
            return false;
        }
    }

    /** Records are UTF-8, rows are {@link io.headrace.memory.codec.Utf8View}s. */
    record Utf8Views() implements RowFormat {
        @Override
        public boolean isView() {
            return true;
        }
    }

    /** Records are flat, rows are flyweights. */
    record Flat(FlatViews<?> views) implements RowFormat {
        @Override
        public boolean isView() {
            return true;
        }
    }

    /**
     * Records are what a codec writes, rows are objects.
     *
     * @param codec or null: the context's dynamic one
     */
    record Objects(@Nullable Codec<?> codec) implements RowFormat {
        @Override
        public boolean isView() {
            return false;
        }

        // Written out, for what a record makes is linked at its first call: milliseconds of each start.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Objects objects && java.util.Objects.equals(codec, objects.codec);
        }

        @Override
        public int hashCode() {
            return java.util.Objects.hashCode(codec);
        }
    }
}
