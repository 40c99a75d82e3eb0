package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.KeyedEntry;
import io.headrace.memory.RawMemory;
import java.io.IOException;

/** Gives a folded entry the form back that its operator wrote. <b>Threading:</b> stateless. */
final class Shown {
    private Shown() {}

    static void show(EntryCursor entry, GrowingBuffer scratch, StateVisitor visitor) throws IOException {
        long key = entry.keyAddress();
        long value = entry.valueAddress();
        long bytes = value + FoldedEntry.VALUE_HEADER;
        int length = entry.valueLength() - FoldedEntry.VALUE_HEADER;
        int operator = FoldedEntry.operator(key);
        int group = FoldedEntry.group(value);
        byte kind = FoldedEntry.kind(value);
        if (FoldedEntry.isPane(key)) {
            visitor.entry(operator, FoldedEntry.tick(key), group, kind, bytes, length);
            return;
        }
        int keyLength = entry.keyLength() - FoldedEntry.KEY_HEADER;
        int whole = KeyedEntry.KEY + keyLength + length;
        long to = scratch.ensure(whole, 0);
        RawMemory.putInt(to, keyLength);
        RawMemory.copyApart(key + FoldedEntry.KEY_HEADER, to + KeyedEntry.KEY, keyLength);
        RawMemory.copyApart(bytes, to + KeyedEntry.KEY + keyLength, length);
        visitor.entry(operator, StateVisitor.NO_PANE, group, kind, to, whole);
    }
}
