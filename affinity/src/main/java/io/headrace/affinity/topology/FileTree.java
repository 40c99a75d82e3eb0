package io.headrace.affinity.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Small text files under a root directory. A missing file is an answer (null); one that is there and cannot be understood is
 * noted, so that whoever reads the result sees what it does not rest on.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FileTree {
    private final Path root;
    private final List<String> notes;

    FileTree(Path root, List<String> notes) {
        this.root = root;
        this.notes = notes;
    }

    boolean isDirectory(String path) {
        return Files.isDirectory(root.resolve(path));
    }

    /** The file's text, stripped; null when there is no such file or it cannot be read. */
    @Nullable
    String text(String path) {
        Path file = root.resolve(path);
        if (!Files.isRegularFile(file)) return null;
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            note("/" + path + " cannot be read: " + e.getMessage());
            return null;
        }
    }

    /** The file's text, or null when the file is missing or empty. */
    @Nullable
    String content(String path) {
        String text = text(path);
        return text == null || text.isEmpty() ? null : text;
    }

    List<String> lines(String path) {
        String text = content(path);
        return text == null ? List.of() : text.lines().toList();
    }

    OptionalLong number(String path) {
        String text = content(path);
        if (text == null) return OptionalLong.empty();
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            note("/" + path + " holds no number: '" + text + "'");
            return OptionalLong.empty();
        }
    }

    /** The number, if it is there and not negative: the kernel writes -1 for "unknown". */
    OptionalInt ordinal(String path) {
        OptionalLong number = number(path);
        boolean known = number.isPresent() && number.getAsLong() >= 0 && number.getAsLong() <= Integer.MAX_VALUE;
        return known ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** A set in list form; null when the file is missing, the empty set when it is empty. */
    @Nullable
    CpuSet list(String path) {
        return set(path, CpuSet::parseList);
    }

    /** A set in list form under one name, or else in mask form under the other; null when both are missing or empty. */
    @Nullable
    CpuSet listOrMask(String listPath, String maskPath) {
        CpuSet set = list(listPath);
        if (set == null || set.isEmpty()) set = set(maskPath, CpuSet::parseMask);
        return set == null || set.isEmpty() ? null : set;
    }

    /** The numbers that follow the prefix in the names of a directory's entries. */
    CpuSet numbered(String directory, String prefix) {
        Path path = root.resolve(directory);
        if (!Files.isDirectory(path)) return CpuSet.EMPTY;
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, prefix + "*")) {
            for (Path entry : entries) {
                String digits = entry.getFileName().toString().substring(prefix.length());
                if (digits.matches("[0-9]{1,5}")) numbers.add(Integer.parseInt(digits));
            }
        } catch (IOException | DirectoryIteratorException e) {
            note("/" + directory + " cannot be listed: " + e.getMessage());
        }
        return CpuSet.of(numbers.stream()
                .mapToInt(Integer::intValue)
                .filter(number -> number <= CpuSet.MAX_CPU)
                .toArray());
    }

    void note(String sentence) {
        if (!notes.contains(sentence)) notes.add(sentence);
    }

    private @Nullable CpuSet set(String path, Function<String, CpuSet> parse) {
        String text = text(path);
        if (text == null) return null;
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            note("/" + path + ": " + e.getMessage());
            return null;
        }
    }
}
