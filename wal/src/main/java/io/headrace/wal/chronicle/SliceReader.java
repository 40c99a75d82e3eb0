package io.headrace.wal.chronicle;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/**
 * Lets a {@link Slice} take a value out of the map, under the segment's read lock. The map's file names this class.
 *
 * <p><b>Threading:</b> stateless.
 */
final class SliceReader implements SizedReader<Slice> {
    @Override
    @SuppressWarnings("rawtypes") // the signature is Chronicle's
    public Slice read(Bytes in, long size, @Nullable Slice using) {
        if (using == null) throw new IllegalArgumentException("values are read into a slice only");
        using.take(size == 0 ? 0 : in.addressForRead(in.readPosition()), Math.toIntExact(size));
        return using;
    }

    @Override
    public void writeMarshallable(WireOut out) {}

    @Override
    public void readMarshallable(WireIn in) {}
}
