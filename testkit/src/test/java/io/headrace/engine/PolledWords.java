package io.headrace.engine;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A polled source of a few short words, each given once. */
record PolledWords(List<String> words) implements SourceFactory {
    private static final int MOST_BYTES = 64;

    @Override
    public PolledSource open(byte[] position) {
        return new Polled(words);
    }

    private static final class Polled implements PolledSource {
        private final long memory = NativeMemory.allocate(MOST_BYTES, MemoryTag.TEST);
        private final List<String> words;
        private int next;

        Polled(List<String> words) {
            this.words = words;
        }

        @Override
        public int poll(RecordWriter out) {
            int before = next;
            for (; next < words.size(); next++) {
                byte[] text = words.get(next).getBytes(StandardCharsets.UTF_8);
                RawMemory.copyFromArray(text, 0, memory, text.length);
                if (out.append(memory, text.length) == RecordWriter.FULL) break;
            }
            if (next > before) out.seal();
            return next - before;
        }

        @Override
        public void close() {
            NativeMemory.free(memory, MOST_BYTES, MemoryTag.TEST);
        }
    }
}
