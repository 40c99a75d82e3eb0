package io.headrace.source;

import io.headrace.memory.codec.LongCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * So many records a second, steadily, numbered from 0 on. Who falls behind the clock catches up with at most a tenth of a second's
 * records; the rest of the time is forgotten, no number is. The next number is the source's position: each is delivered exactly
 * once.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param fill writes the records; null: a record is its number, as {@link LongCodec} has it
 */
public record RateSource(long recordsPerSecond, @Nullable RecordFill fill) implements SourceFactory {
    private static final long serialVersionUID = 1;
    private static final long MAX_RATE = 1_000_000_000;

    public RateSource {
        if (recordsPerSecond < 1 || recordsPerSecond > MAX_RATE)
            throw new IllegalArgumentException(
                    "a rate of " + recordsPerSecond + " records a second; it must be from 1 to " + MAX_RATE);
    }

    /** The numbers themselves. */
    public RateSource(long recordsPerSecond) {
        this(recordsPerSecond, null);
    }

    /** {@code rate 1000/s}. */
    public String label() {
        return "rate " + recordsPerSecond + "/s";
    }

    @Override
    public PolledSource open(byte[] position) {
        return new PolledRate(recordsPerSecond, fill, next(position), System::nanoTime);
    }

    static long next(byte[] position) {
        if (position.length == 0) return 0;
        if (position.length != Long.BYTES)
            throw new IllegalArgumentException(
                    "a position of " + position.length + " bytes is none of a rate source, which has " + Long.BYTES
                            + ": was another source logged under this stream's name?");
        return ByteBuffer.wrap(position).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
