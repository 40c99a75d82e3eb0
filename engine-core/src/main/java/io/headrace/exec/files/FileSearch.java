package io.headrace.exec.files;

import io.headrace.StreamingException;
import io.headrace.function.Function;
import io.headrace.wal.disk.DanglingLink;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files of one directory, or of those that a pattern names: <code>/data/&#42;/in</code>. A directory that cannot be listed is
 * named in a warning, once until it can be again.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FileSearch {
    private static final Logger LOG = LoggerFactory.getLogger(FileSearch.class);
    private static final String PATTERN_LETTERS = "*?[{";

    private final String label;
    private final Path root;
    /** Of the directories below the root, level by level. */
    private final List<PathMatcher> levels = new ArrayList<>();

    private final Function<Path, Boolean> filter;
    private final Set<Path> warned = new HashSet<>();

    /** A file that may be new. */
    record Found(Path path, long modifiedMillis) {}

    /** @param pattern absolute */
    FileSearch(String label, Path pattern, Function<Path, Boolean> filter) {
        this.label = label;
        this.filter = filter;
        Path plain = pattern.getRoot();
        for (Path name : pattern) {
            if (levels.isEmpty() && !isPattern(name)) plain = plain.resolve(name);
            else levels.add(pattern.getFileSystem().getPathMatcher("glob:" + name));
        }
        root = plain;
    }

    private static boolean isPattern(Path name) {
        return name.toString().chars().anyMatch(letter -> PATTERN_LETTERS.indexOf(letter) >= 0);
    }

    /** The files that were modified after one time and not after the other, the oldest first; those of one time by path. */
    List<Found> modified(long afterMillis, long untilMillis) {
        List<Found> found = new ArrayList<>();
        for (Path directory : directories())
            list(directory, path -> {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                long modified = attributes.lastModifiedTime().toMillis();
                if (attributes.isRegularFile() && modified > afterMillis && modified <= untilMillis && isWanted(path))
                    found.add(new Found(path, modified));
            });
        found.sort(Comparator.comparingLong(Found::modifiedMillis).thenComparing(Found::path));
        return found;
    }

    /** How many files were modified at that time or before. */
    int countUntil(long millis) {
        return modified(Long.MIN_VALUE, millis).size();
    }

    private List<Path> directories() {
        List<Path> level = List.of(root);
        for (PathMatcher matcher : levels) {
            List<Path> next = new ArrayList<>();
            for (Path directory : level)
                list(directory, path -> {
                    if (matcher.matches(path.getFileName()) && Files.isDirectory(path)) next.add(path);
                });
            level = next;
        }
        return level;
    }

    private boolean isWanted(Path path) {
        try {
            return filter.call(path);
        } catch (Exception e) {
            throw new StreamingException(label + ": the filter failed on " + path + ": " + e, e);
        }
    }

    private interface Visitor {
        void visit(Path path) throws IOException;
    }

    private void list(Path directory, Visitor visitor) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) visit(entry, visitor);
            warned.remove(directory);
        } catch (DirectoryIteratorException e) {
            warn(directory, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            warn(directory, e);
        }
    }

    private static void visit(Path entry, Visitor visitor) throws IOException {
        try {
            visitor.visit(entry);
        } catch (NoSuchFileException e) {
            LOG.debug("{} was there when its directory was listed, and is gone", entry, e); // renamed: found again
        }
    }

    private void warn(Path directory, IOException cause) {
        if (!warned.add(directory)) return;
        String what = inWords(directory, cause);
        LOG.warn("{}: {} {}; its files are taken once that has changed", label, directory, what);
    }

    /** Why a directory cannot be listed. */
    static String inWords(Path directory, IOException cause) {
        if (cause instanceof NotDirectoryException) return "is no directory";
        if (!(cause instanceof NoSuchFileException)) return "cannot be listed: " + cause;
        try {
            DanglingLink dangling = DanglingLink.on(directory);
            return dangling == null
                    ? "is not there"
                    : "is not there: the link " + dangling.link() + " leads to " + dangling.target()
                            + ", which is not there";
        } catch (IOException e) {
            return "is not there"; // the link went while it was looked at
        }
    }
}
