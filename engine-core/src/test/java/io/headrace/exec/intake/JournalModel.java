package io.headrace.exec.intake;

import static java.util.Objects.requireNonNull;

import io.headrace.wal.format.RecordType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a journal means, in plain collections, read by the drawings in docs/formats and by none of the classes under test. */
final class JournalModel {
    private final Map<String, Allocated> batches = new LinkedHashMap<>();
    private final List<Allocated> committed = new ArrayList<>();
    private final Map<Integer, List<Long>> blocks = new LinkedHashMap<>();
    private final Map<Integer, byte[]> positions = new LinkedHashMap<>();
    private final List<String> shown = new ArrayList<>();
    long lastTick;

    /** A batch. */
    static final class Allocated {
        final String id;
        final long timeMillis;
        final List<Long> first = new ArrayList<>();
        final List<Long> end = new ArrayList<>();
        final List<String> skipped = new ArrayList<>();
        final List<String> changes = new ArrayList<>();

        Allocated(String id, long timeMillis) {
            this.id = id;
            this.timeMillis = timeMillis;
        }

        @Override
        public String toString() {
            return "batch " + id + " of " + timeMillis + " ms";
        }
    }

    void record(RecordType type, byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case BLOCK -> block(in);
            case ALLOC -> alloc(in);
            case EMPTY -> lastTick = in.getLong(16);
            case SKIP -> skip(in);
            case DELTA -> delta(in);
            case COMMIT -> {
                Allocated batch = batch(in);
                committed.add(batch);
                if (in.getInt(4) == 0) batch.changes.clear(); // the last run had none
                shown.add("begin " + batch);
                shown.addAll(batch.changes);
            }
            default -> {}
        }
    }

    private Allocated batch(ByteBuffer in) {
        return requireNonNull(batches.get(id(in)));
    }

    private static String id(ByteBuffer in) {
        return in.getLong(8) + "-" + in.getLong(16);
    }

    private void block(ByteBuffer in) {
        int stream = in.getInt(12);
        List<Long> known = blocks(stream);
        if (in.getLong(16) != known.size())
            throw new AssertionError("block " + in.getLong(16) + " of stream " + stream);
        known.add(in.getInt(24) == 0 ? -1 : in.getLong(132));
        byte[] position = new byte[in.get(63)];
        in.get(64, position);
        positions.put(stream, position);
    }

    private void alloc(ByteBuffer in) {
        Allocated batch = new Allocated(id(in), in.getLong(32));
        lastTick = in.getLong(24);
        int at = 40;
        for (int stream = 0; stream < in.getShort(2); stream++) {
            batch.first.add(in.getLong(at));
            batch.end.add(in.getLong(at + 8));
            at += 18 + in.get(at + 17);
        }
        batches.put(batch.id, batch);
    }

    private void skip(ByteBuffer in) {
        Allocated batch = batch(in);
        for (int i = 0, at = 24; i < in.getInt(4); i++, at += 16) {
            String skipped =
                    "stream " + in.getInt(at) + ", block " + in.getLong(at + 8) + ", record " + in.getInt(at + 4);
            if (!batch.skipped.contains(skipped)) batch.skipped.add(skipped);
        }
    }

    private void delta(ByteBuffer in) {
        Allocated batch = batch(in);
        if (in.getInt(4) == 0) batch.changes.clear();
        for (int i = 0, at = 32; i < in.getInt(24); i++) {
            byte[] bytes = new byte[in.getInt(at + 8)];
            in.get(at + 12, bytes);
            batch.changes.add(change(in.getInt(at), in.getShort(at + 4), in.get(at + 6), in.get(at + 7), bytes));
            at += 12 + bytes.length;
        }
    }

    static String change(int operator, int group, int kind, int flags, byte[] bytes) {
        return operator + "/" + group + "/" + kind + "/" + flags + " "
                + HexFormat.of().formatHex(bytes);
    }

    List<String> shown() {
        return shown;
    }

    List<Long> blocks(int stream) {
        return blocks.computeIfAbsent(stream, key -> new ArrayList<>());
    }

    byte[] sourcePosition(int stream) {
        return positions.getOrDefault(stream, new byte[0]);
    }

    List<Allocated> open() {
        return batches.values().stream()
                .filter(batch -> !committed.contains(batch))
                .toList();
    }

    List<Allocated> remembered(long millis) {
        if (committed.isEmpty()) return List.of();
        long last = committed.get(committed.size() - 1).timeMillis;
        return committed.stream()
                .filter(batch -> batch.timeMillis > last - millis)
                .toList();
    }

    /** The numbers in the blocks that no committed batch has. */
    List<Long> uncommitted(int stream) {
        long from = committed.isEmpty()
                ? 0
                : committed.get(committed.size() - 1).end.get(stream);
        return blocks(stream).subList((int) from, blocks(stream).size());
    }
}
