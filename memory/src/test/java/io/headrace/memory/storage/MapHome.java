package io.headrace.memory.storage;

import io.headrace.memory.RawMemory;
import java.util.HashMap;
import java.util.Map;

/** A log, as the store sees one: blocks at positions, written by somebody else. */
final class MapHome implements BlockHome {
    final Map<Long, byte[]> blocks = new HashMap<>();
    private final boolean isChecked;

    MapHome() {
        this(false);
    }

    /** @param isChecked what it says of itself; it never looks */
    MapHome(boolean isChecked) {
        this.isChecked = isChecked;
    }

    void add(long position, long address, int length) {
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        blocks.put(position, bytes);
    }

    @Override
    public boolean load(long position, long address, int length) {
        byte[] bytes = blocks.get(position);
        if (bytes == null || bytes.length < length) return false;
        RawMemory.copyFromArray(bytes, 0, address, length);
        return true;
    }

    @Override
    public boolean isChecked() {
        return isChecked;
    }

    @Override
    public String describe(long position) {
        return "log at " + position;
    }
}
