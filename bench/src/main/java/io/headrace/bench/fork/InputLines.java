package io.headrace.bench.fork;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a text file on the heap. <b>Threading:</b> no state. */
public final class InputLines {
    private InputLines() {}

    /** All lines, cut into so many parts of about the same length. */
    public static List<List<String>> read(Path file, int parts) throws IOException {
        List<String> all = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        List<List<String>> cut = new ArrayList<>();
        for (int i = 0; i < parts; i++)
            cut.add(List.copyOf(all.subList(at(all.size(), i, parts), at(all.size(), i + 1, parts))));
        return cut;
    }

    /** Where part i begins of so many things. */
    public static int at(int size, int part, int parts) {
        return (int) ((long) size * part / parts);
    }
}
