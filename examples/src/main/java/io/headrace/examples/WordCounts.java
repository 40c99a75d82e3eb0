package io.headrace.examples;

import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.block.RecordVisitor;
import io.headrace.memory.codec.PartVisitor;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Words and how often each was seen, off the heap. Counting allocates nothing: a line is a view, a word is a view, and
 * the table copies a word's bytes once.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class WordCounts implements AutoCloseable, RecordVisitor, PartVisitor {
    private final KeyTable counts = new KeyTable(Long.BYTES, TableOptions.named("word counts"));
    private final Utf8View line = new Utf8View();
    private final Utf8View part = new Utf8View();
    private long lines;
    private long words;

    /** Counts the words of all lines of a block. */
    void addBlock(BlockReader block) {
        block.forEach(this);
    }

    @Override
    public void record(long address, int length) {
        lines++;
        line.wrap(address, length).forEachPart((byte) ' ', part, this);
    }

    @Override
    public void accept(Utf8View word) {
        if (word.isEmpty()) return;
        long count = counts.upsert(word.address(), word.length());
        if (count == KeyTable.FULL)
            throw new IllegalStateException("no memory for another word: raise -Dheadrace.memory.limit");
        RawMemory.putLong(count, RawMemory.getLong(count) + 1);
        words++;
    }

    long lines() {
        return lines;
    }

    long words() {
        return words;
    }

    /** The most frequent words, the first by the alphabet where several are equal. This one does allocate. */
    List<Count> top(int howMany) {
        List<Count> all = new ArrayList<>();
        counts.forEach((key, length, value) ->
                all.add(new Count(new Utf8View().wrap(key, length).toString(), RawMemory.getLong(value))));
        all.sort(Comparator.comparingLong(Count::count).reversed().thenComparing(Count::word));
        return List.copyOf(all.subList(0, Math.min(howMany, all.size())));
    }

    @Override
    public void close() {
        counts.close();
    }

    /** A word and its count. */
    record Count(String word, long count) {
        @Override
        public String toString() {
            return word + " " + count;
        }
    }
}
