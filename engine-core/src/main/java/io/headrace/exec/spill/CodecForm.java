package io.headrace.exec.spill;

import io.headrace.memory.codec.Codec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows by a codec. Each thread has a codec to write with and another one to read with: a row that is written may be a {@link SpilledList},
 * which is read meanwhile.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class CodecForm implements RowForm {
    private final ThreadLocal<Codec<@Nullable Object>> writers;
    private final ThreadLocal<Codec<@Nullable Object>> readers;

    /** @param maker of codecs that belong to whoever asked for them */
    public CodecForm(Supplier<? extends Codec<@Nullable Object>> maker) {
        writers = ThreadLocal.withInitial(maker);
        readers = ThreadLocal.withInitial(maker);
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see that this codec's values may be null
    public int encode(@Nullable Object row, long address, int capacity) {
        return writers.get().encode(row, address, capacity);
    }

    @Override
    public @Nullable Object decode(long address, int length) {
        return readers.get().decode(address, length);
    }
}
