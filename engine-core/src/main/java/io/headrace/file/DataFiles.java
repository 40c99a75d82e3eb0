package io.headrace.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that a dataset is read from, as a program names them: a file, a directory of files, a pattern of either
 * ({@code *}, {@code ?}, <code>{a,b}</code>, {@code [0-9]}), or several of these behind commas. Names that begin with a dot or an underscore
 * are no data, unless they are named in full.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class DataFiles {
    private static final Pattern SPECIAL = Pattern.compile(".*[*?\\[{].*", Pattern.DOTALL);

    private DataFiles() {}

    /**
     * In the order in which they are named; those of a directory or a pattern by their names.
     *
     * @throws IllegalArgumentException when one that is named is not there, or nothing fits a pattern
     */
    public static List<Path> of(String text) throws IOException {
        Path whole = LocalPaths.of("input path", text);
        List<Path> files = new ArrayList<>();
        if (Files.exists(whole)) {
            addFiles(whole, files);
            return files;
        }
        for (String part : parts(text)) {
            List<Path> places = places(LocalPaths.of("input path", part));
            if (places.isEmpty()) throw new IllegalArgumentException("input path does not exist: " + part);
            for (Path place : places) addFiles(place, files);
        }
        return files;
    }

    private static void addFiles(Path place, List<Path> files) throws IOException {
        if (!Files.isDirectory(place)) {
            files.add(place);
            return;
        }
        try (Stream<Path> there = Files.list(place)) {
            there.filter(file -> Files.isRegularFile(file) && isData(file))
                    .sorted()
                    .forEach(files::add);
        }
    }

    /** What is between commas; those within braces belong to a pattern. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') open++;
            if (c == '}') open--;
            if (c != ',' || open > 0) continue;
            parts.add(text.substring(from, i));
            from = i + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** What is there of a path whose names may be patterns. */
    private static List<Path> places(Path pattern) throws IOException {
        Path root = pattern.getRoot();
        List<Path> places = List.of(root == null ? Path.of("") : root);
        for (Path name : pattern) {
            List<Path> deeper = new ArrayList<>();
            for (Path place : places) addFitting(place, name.toString(), deeper);
            places = deeper;
        }
        return places;
    }

    private static void addFitting(Path place, String name, List<Path> fitting) throws IOException {
        if (!SPECIAL.matcher(name).matches()) {
            Path there = place.resolve(name);
            if (Files.exists(there)) fitting.add(there);
            return;
        }
        if (!Files.isDirectory(place)) return;
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> there = Files.newDirectoryStream(place, name)) {
            for (Path file : there) if (isData(file)) found.add(file);
        }
        Collections.sort(found);
        fitting.addAll(found);
    }

    private static boolean isData(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && !name.startsWith("_");
    }
}
