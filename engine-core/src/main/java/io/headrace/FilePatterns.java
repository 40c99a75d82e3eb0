package io.headrace;

import io.headrace.plan.Given;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What may be written for the directory of a file stream.
 *
 * <p><b>Threading:</b> stateless.
 */
final class FilePatterns {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final Pattern FILE = Pattern.compile("file:(//)?(/.*)");

    private FilePatterns() {}

    /** The directory as a path of this machine; patterns stay in it. */
    static String plain(String directory) {
        if (Given.checked(directory, "directory").isBlank())
            throw new IllegalArgumentException("a stream of files of no directory: name one");
        var file = FILE.matcher(directory);
        String plain = directory;
        if (file.matches()) plain = file.group(2);
        else if (SCHEME.matcher(directory).matches())
            throw new IllegalArgumentException("a stream of files of " + directory
                    + ": only directories of this machine's file systems are watched; mount it, or write a receiver");
        if (plain.contains("**"))
            throw new IllegalArgumentException("a stream of files of " + directory
                    + ": ** is not supported; write one * for each level of directories");
        try {
            return Path.of(plain).toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("a stream of files of " + directory + ": " + e.getMessage(), e);
        }
    }
}
