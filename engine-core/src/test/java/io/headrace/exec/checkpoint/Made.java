package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.wal.disk.PlainDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checkpoints of two operators: one with keys, one with panes of three ticks. */
final class Made implements AutoCloseable {
    static final byte SET = 1;
    static final byte REMOVED = 2;
    static final byte PANE = 7;
    static final int KEYS = 0;
    static final int PANES = 1;
    static final long PANE_TICKS = 3;
    private static final long TIME = 1_700_000_000_000L;
    private static final int SCRATCH = 1 << 16;

    final CheckpointDirectory directory;
    final CheckpointBuilder builder;
    private final long scratch = NativeMemory.allocate(SCRATCH, MemoryTag.TEST);
    private long sequence;

    Made(Path path, MemoryBudget budget) throws IOException {
        directory = new CheckpointDirectory(path);
        LoadedCheckpoints found = LoadedCheckpoints.find(directory);
        JournalTypes types = new JournalTypes(false);
        types.operator("counts", "updateStateByKey", List.of("text:1,text:1"));
        types.operator("sums", "reduceByKeyAndWindow", List.of("text:1"));
        List<OperatorRecord> operators = List.of(
                new OperatorRecord(KEYS, "Made.java:1", StateForm.keyed(SET, REMOVED, "text:1", "text:1"), -1),
                new OperatorRecord(
                        PANES,
                        "Made.java:2",
                        StateForm.panes(PANE, EntryKind.Contents.ROWS, List.of("text:1"), PANE_TICKS),
                        -1));
        builder = new CheckpointBuilder(
                new CheckpointFacts(
                        directory,
                        new PlainDisk(),
                        InstantSource.fixed(Instant.ofEpochMilli(TIME)),
                        new ContextSettings(10, TIME, 256, 1, 4),
                        types,
                        operators,
                        42,
                        budget),
                found.inOrder(),
                0);
        sequence = found.latest() == null ? 0 : found.latest().batch().sequence();
    }

    Made(Path path) throws IOException {
        this(path, MemoryBudget.process());
    }

    Made begin() {
        builder.beginBatch();
        sequence++;
        return this;
    }

    Made set(String key, String value) throws IOException {
        return keyed(SET, key, value);
    }

    Made remove(String key) throws IOException {
        return keyed(REMOVED, key, "");
    }

    private Made keyed(byte kind, String key, String value) throws IOException {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
        RawMemory.putInt(scratch, keyBytes.length);
        RawMemory.copyFromArray(keyBytes, 0, scratch + 4, keyBytes.length);
        RawMemory.copyFromArray(valueBytes, 0, scratch + 4 + keyBytes.length, valueBytes.length);
        builder.fold(sequence, KEYS, 3, kind, 0, scratch, 4 + keyBytes.length + valueBytes.length);
        return this;
    }

    Made pane(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RawMemory.copyFromArray(bytes, 0, scratch, bytes.length);
        builder.fold(sequence, PANES, 0, PANE, 0, scratch, bytes.length);
        return this;
    }

    /** The batch of the next tick is whole. */
    Made end() {
        builder.endBatch(1, sequence, sequence, TIME + sequence * 10, Manifest.NO_LOG);
        return this;
    }

    Manifest write() throws IOException {
        return builder.write(false);
    }

    long sequence() {
        return sequence;
    }

    /** What a checkpoint holds, as {@code operator/key} or {@code operator/tick/text}. */
    static Map<String, String> read(CheckpointDirectory directory, Manifest manifest) throws IOException {
        Map<String, String> shown = new TreeMap<>();
        int[] index = {0};
        directory.show(manifest, (operator, paneTick, group, kind, address, length) -> {
            byte[] bytes = new byte[length];
            RawMemory.copyToArray(address, bytes, 0, length);
            if (paneTick == StateVisitor.NO_PANE) {
                int keyLength = RawMemory.getInt(address);
                String key = new String(bytes, 4, keyLength, StandardCharsets.UTF_8);
                String value = new String(bytes, 4 + keyLength, length - 4 - keyLength, StandardCharsets.UTF_8);
                shown.put(operator + "/" + group + "/" + key, value);
            } else {
                shown.put(operator + "/" + paneTick + "/" + index[0]++, new String(bytes, StandardCharsets.UTF_8));
            }
        });
        return shown;
    }

    @Override
    public void close() throws IOException {
        builder.close();
        NativeMemory.free(scratch, SCRATCH, MemoryTag.TEST);
    }
}
