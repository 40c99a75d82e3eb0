package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.exec.journal.AllocRecord;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockReader;
import io.headrace.wal.format.BootId;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;

/**
 * What {@link CrashProgram} must write: its own journalled batches, each once and in order, computed on plain collections. Says as well what was
 * logged, and fails when something was logged twice, or is in two batches.
 *
 * <p><b>Threading:</b> one thread.
 */
final class CrashModel {
    /** By the name of a batch's directory: of each sink the lines, sorted. Without lines there is no directory. */
    final Map<String, Map<String, List<String>>> batches = new TreeMap<>();

    /** Of each source the numbers that are logged, and those that are in batches, in their order. */
    final Map<Character, List<Long>> logged = new HashMap<>();

    final Map<Character, List<Long>> batched = new HashMap<>();

    private final Map<Long, List<String>> blocks = new HashMap<>();
    private final ArrayDeque<Pane> panes = new ArrayDeque<>();
    private final Map<String, Long> sums = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();

    /** Of a batch the sum and the greatest number by key: windows are made of these. */
    private record Pane(long tick, Map<String, Long> sums, Map<String, Long> greatest) {
        Pane(long tick) {
            this(tick, new HashMap<>(), new HashMap<>());
        }
    }

    private CrashModel() {}

    /**
     * @param log a log with all of its rolls
     * @param now the run of the system under which it is read
     */
    static CrashModel read(Path log, BootId now) throws IOException {
        CrashModel model = new CrashModel();
        long end = LogEnd.find(log, now).orThrow().position();
        try (LogReader reader = new LogReader(log, () -> end)) {
            while (reader.next()) {
                if (reader.type() == RecordType.BLOCK) model.block(reader);
                else if (reader.type() == RecordType.ALLOC) model.batch(reader);
            }
        }
        return model;
    }

    private static long place(int stream, long sequence) {
        return (long) stream << 48 | sequence;
    }

    private void block(LogReader reader) {
        BlockReader block = new BlockReader();
        assertThat(block.wrap(reader.payloadAddress(), reader.payloadLength())).isEqualTo(BlockHealth.SOUND);
        List<String> lines = new ArrayList<>();
        while (block.next()) lines.add(line(block));
        assertThat(blocks.put(place(block.streamId(), block.sequence()), lines))
                .as("block %d of stream %d is logged once", block.sequence(), block.streamId())
                .isNull();
        lines.forEach(line -> note(line, logged));
    }

    /** Whatever a codec has put before it. */
    private static String line(BlockReader block) {
        byte[] bytes = new byte[block.recordLength()];
        RawMemory.copyToArray(block.recordAddress(), bytes, 0, bytes.length);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.substring(text.lastIndexOf(' ') - 1);
    }

    private static void note(String line, Map<Character, List<Long>> to) {
        to.computeIfAbsent(line.charAt(0), unused -> new ArrayList<>()).add(CrashProgram.numberOf(line));
    }

    private void batch(LogReader reader) {
        AllocRecord alloc = new AllocRecord().wrap(reader.payloadAddress(), reader.payloadLength());
        List<String> own = new ArrayList<>();
        for (int stream = 0; stream < alloc.streams(); stream++) {
            alloc.next();
            for (long sequence = alloc.first(); sequence < alloc.endBlock(); sequence++) {
                List<String> lines = blocks.remove(place(stream, sequence));
                assertThat(lines)
                        .as("block %d of stream %d is in one batch", sequence, stream)
                        .isNotNull();
                own.addAll(lines);
            }
        }
        own.forEach(line -> note(line, batched));
        own.removeIf(CrashProgram::isRefused);
        String name = String.format(Locale.ROOT, "batch-%06d-%012d", alloc.incarnation(), alloc.sequence());
        assertThat(batches.put(name, outputs(alloc.tick(), own)))
                .as("%s is allocated once", name)
                .isNull();
    }

    private Map<String, List<String>> outputs(long tick, List<String> own) {
        Pane pane = new Pane(tick);
        panes.add(pane);
        while (panes.getFirst().tick <= tick - CrashProgram.INVERSE_BATCHES) panes.removeFirst();
        List<String> all = new ArrayList<>(own);
        for (String line : own) {
            String key = CrashProgram.keyOf(line);
            long number = CrashProgram.numberOf(line);
            pane.sums.merge(key, number, Long::sum);
            pane.greatest.merge(key, number, Math::max);
            sums.merge(key, number, Long::sum);
            all.add(CrashProgram.numbered(key, number, counts.merge(key, 1L, Long::sum)));
        }
        Map<String, List<String>> outputs = new TreeMap<>();
        if (tick % CrashProgram.INVERSE_SLIDE == 0)
            put(
                    outputs,
                    "windows",
                    texts("inverse", window(tick, CrashProgram.INVERSE_BATCHES, Pane::sums, Long::sum)));
        all.addAll(texts("most", window(tick, CrashProgram.MOST_BATCHES, Pane::greatest, Math::max)));
        all.addAll(texts("sum", sums));
        all.addAll(texts("count", counts));
        put(outputs, "batches", all);
        return outputs;
    }

    private static void put(Map<String, List<String>> outputs, String sink, List<String> lines) {
        if (lines.isEmpty()) return;
        lines.sort(null);
        outputs.put(sink, lines);
    }

    private Map<String, Long> window(
            long tick, int length, Function<Pane, Map<String, Long>> part, LongBinaryOperator fold) {
        Map<String, Long> values = new HashMap<>();
        for (Pane pane : panes) {
            if (pane.tick <= tick - length) continue;
            part.apply(pane).forEach((key, value) -> values.merge(key, value, fold::applyAsLong));
        }
        return values;
    }

    private static List<String> texts(String name, Map<String, Long> values) {
        List<String> texts = new ArrayList<>();
        values.forEach((key, value) -> {
            if (!name.equals("inverse") || value != 0) texts.add(CrashProgram.text(name, key, value));
        });
        return texts;
    }
}
