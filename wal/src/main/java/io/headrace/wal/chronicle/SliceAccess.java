package io.headrace.wal.chronicle;

import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.hash.serialization.DataAccess;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;

/**
 * Tells Chronicle Map that a {@link Slice} is its own data. The map's file names this class.
 *
 * <p><b>Threading:</b> stateless.
 */
final class SliceAccess implements DataAccess<Slice> {
    @Override
    public Data<Slice> getData(Slice instance) {
        return instance;
    }

    @Override
    public void uninit() {}

    @Override
    public DataAccess<Slice> copy() {
        return this;
    }

    @Override
    public void writeMarshallable(WireOut out) {}

    @Override
    public void readMarshallable(WireIn in) {}
}
