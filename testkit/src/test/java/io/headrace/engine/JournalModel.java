package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Tuple2;
import io.headrace.exec.journal.AllocRecord;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockHealth;
import io.headrace.memory.block.BlockReader;
import io.headrace.sink.BatchId;
import io.headrace.wal.Log;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run's own journalled batches give, computed on plain collections: every batch once, in order.
 */
final class JournalModel {
    /** The line that {@link CountingProgram} must give for a batch. */
    final Map<BatchId, String> lines = new LinkedHashMap<>();

    /** The numbers of each batch, and its place in time. */
    record Numbered(long tick, List<Long> numbers) {}

    final Map<BatchId, Numbered> batches = new LinkedHashMap<>();

    long numbers;

    /** Where the trimmed rolls of that directory's log go. */
    static Path archive(Path directory) {
        return directory.resolveSibling(directory.getFileName() + "-archive");
    }

    /** Puts the trimmed rolls back in front of the others. */
    private static void gather(Path directory) throws IOException {
        Path archive = archive(directory);
        if (!Files.isDirectory(archive)) return;
        List<Path> rolls;
        try (Stream<Path> files = Files.walk(archive)) {
            rolls = files.filter(Files::isRegularFile).toList();
        }
        for (Path roll : rolls) {
            Path back = directory.resolve(Log.DIRECTORY_NAME).resolve(archive.relativize(roll));
            Files.createDirectories(back.getParent());
            Files.move(roll, back);
        }
    }

    /** Of a context that has ended, and whose directory nobody goes on with. */
    static JournalModel read(Path directory) throws IOException {
        gather(directory);
        JournalModel model = new JournalModel();
        Map<Long, List<Long>> blocks = new HashMap<>();
        Map<Long, Long> counts = new HashMap<>();
        try (LogReader reader = LogReader.open(directory.resolve(Log.DIRECTORY_NAME))) {
            while (reader.next()) {
                if (reader.type() == RecordType.BLOCK) {
                    List<Long> earlier = block(reader, blocks);
                    assertThat(earlier).as("a block is logged once").isNull();
                } else if (reader.type() == RecordType.ALLOC) {
                    model.batch(reader, blocks, counts);
                }
            }
        }
        return model;
    }

    private static List<Long> block(LogReader reader, Map<Long, List<Long>> blocks) {
        BlockReader block = new BlockReader();
        assertThat(block.wrap(reader.payloadAddress(), reader.payloadLength())).isEqualTo(BlockHealth.SOUND);
        List<Long> numbers = new ArrayList<>();
        while (block.next()) numbers.add(RawMemory.getLong(block.recordAddress()));
        return blocks.put(block.sequence(), numbers);
    }

    private void batch(LogReader reader, Map<Long, List<Long>> blocks, Map<Long, Long> counts) {
        AllocRecord alloc = new AllocRecord().wrap(reader.payloadAddress(), reader.payloadLength());
        alloc.rewind();
        alloc.next();
        List<Long> own = new ArrayList<>();
        for (long sequence = alloc.first(); sequence < alloc.endBlock(); sequence++) {
            List<Long> records = blocks.remove(sequence);
            assertThat(records).as("block %d is in one batch", sequence).isNotNull();
            for (long number : records) {
                // The source gives positions: every number comes once, in order, whatever was killed in between.
                assertThat(number).isEqualTo(numbers++);
                own.add(number);
                counts.merge(number % CountingProgram.KEYS, 1L, Long::sum);
            }
        }
        List<Tuple2<Long, Long>> pairs = new ArrayList<>();
        counts.forEach((key, count) -> pairs.add(new Tuple2<>(key, count)));
        BatchId id = new BatchId(alloc.incarnation(), alloc.sequence());
        batches.put(id, new Numbered(alloc.tick(), own));
        assertThat(lines.put(id, CountingProgram.line(id.toString(), pairs))).isNull();
    }
}
