package io.headrace.bench.input;

import io.headrace.bench.fork.KeyHash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Lines of Zipf words as a text file, and their counts from a plain {@code HashMap}. <b>Threading:</b> no state. */
public final class WordsFile {
    private static final long SEED = 20261125;

    private WordsFile() {}

    @SuppressWarnings("StringSplitter") // as all contenders do
    public static Input write(Path directory, int lines) throws IOException {
        Path file = directory.resolve("words-" + lines + ".txt");
        ZipfTexts texts = new ZipfTexts(SEED);
        Map<String, Long> counts = new HashMap<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i < lines; i++) {
                String line = texts.line();
                for (String word : line.split(" ")) counts.merge(word, 1L, Long::sum);
                out.write(line.getBytes(StandardCharsets.US_ASCII));
                out.write('\n');
            }
        }
        long count = 0;
        long hash = 0;
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            count += entry.getValue();
            hash += KeyHash.of(entry.getKey()) * entry.getValue();
        }
        return new Input(file, (long) lines * ZipfTexts.WORDS, count, hash);
    }
}
