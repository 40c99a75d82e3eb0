package io.headrace.bench.engine;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * So many short lines out of memory, as fast as they are taken; the same few thousand again and again.
 *
 * @param lines how many there are before the source ends
 */
record EndlessLines(long lines) implements SourceFactory {
    private static final long serialVersionUID = 1;
    private static final long SEED = 20261125;
    private static final int DISTINCT = 4096;
    private static final int VOCABULARY = 1000;

    static final int WORDS = 3;

    @Override
    public PolledSource open(byte[] position) {
        return new Polled(lines);
    }

    /** <b>Threading:</b> the receiver's thread. */
    private static final class Polled implements PolledSource {
        private static final int LINES_A_POLL = 1024;

        private final long[] addresses = new long[DISTINCT];
        private final int[] lengths = new int[DISTINCT];
        private final long memory;
        private final long bytes;
        private final long count;
        private long next;

        Polled(long count) {
            this.count = count;
            byte[] text = text(new SplittableRandom(SEED)).getBytes(StandardCharsets.US_ASCII);
            bytes = text.length;
            memory = NativeMemory.allocate(bytes, MemoryTag.ENGINE);
            RawMemory.copyFromArray(text, 0, memory, text.length);
            int start = 0;
            for (int i = 0; i < DISTINCT; i++) {
                int end = start;
                while (text[end] != '\n') end++;
                addresses[i] = memory + start;
                lengths[i] = end - start;
                start = end + 1;
            }
        }

        private static String text(SplittableRandom random) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < DISTINCT; i++) {
                for (int w = 0; w < WORDS; w++)
                    text.append(w == 0 ? "" : " ").append('w').append(random.nextInt(VOCABULARY));
                text.append('\n');
            }
            return text.toString();
        }

        @Override
        public int poll(RecordWriter out) {
            if (next == count) return ENDED;
            int done = 0;
            while (done < LINES_A_POLL && next < count) {
                int line = (int) (next & (DISTINCT - 1));
                if (out.append(addresses[line], lengths[line]) != RecordWriter.APPENDED) break;
                next++;
                done++;
            }
            return done;
        }

        @Override
        public void close() {
            NativeMemory.free(memory, bytes, MemoryTag.ENGINE);
        }
    }
}
