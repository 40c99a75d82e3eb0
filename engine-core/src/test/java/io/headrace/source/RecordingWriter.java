package io.headrace.source;

import io.headrace.memory.RawMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a source writes; full when told to be. */
final class RecordingWriter implements RecordWriter {
    record Reject(String reason, String shown, long length) {}

    private final int maxRecordLength;
    final List<byte[]> records = new ArrayList<>();
    final List<Reject> rejects = new ArrayList<>();
    final List<byte[]> positions = new ArrayList<>();
    /** How many more records there is room for. */
    long room = Long.MAX_VALUE;

    long rejected;

    RecordingWriter(int maxRecordLength) {
        this.maxRecordLength = maxRecordLength;
    }

    @Override
    public int append(long address, int length) {
        if (length > maxRecordLength) return TOO_LONG;
        if (room == 0) return FULL;
        room--;
        records.add(bytes(address, length));
        return APPENDED;
    }

    @Override
    public int maxRecordLength() {
        return maxRecordLength;
    }

    @Override
    public void reject(String reason, long address, int available, long length) {
        rejected++;
        rejects.add(new Reject(reason, new String(bytes(address, available), StandardCharsets.ISO_8859_1), length));
    }

    @Override
    public void position(long address, int length) {
        positions.add(bytes(address, length));
    }

    @Override
    public void seal() {}

    List<String> lines() {
        return records.stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(address, bytes, 0, length);
        return bytes;
    }
}
