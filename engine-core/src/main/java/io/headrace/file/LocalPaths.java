package io.headrace.file;

import io.headrace.plan.Given;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Paths of this machine as they are written in programs: plain, or as a {@code file:} URI. Those of other file systems are refused, for
 * as plain text they would name a directory that is called like the file system.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class LocalPaths {
    private static final Pattern FILE = Pattern.compile("file:(//)?(/.*)");
    private static final Pattern ELSEWHERE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

    private LocalPaths() {}

    /**
     * The text as one of this machine's; patterns in it stay.
     *
     * @param what the text names, for the message
     * @throws IllegalArgumentException when it is on another file system, or no path
     */
    public static String plain(String what, String text) {
        Matcher file = FILE.matcher(Given.checked(text, "path"));
        if (file.matches()) return file.group(2);
        if (ELSEWHERE.matcher(text).matches())
            throw new IllegalArgumentException(
                    what + " " + text
                            + ": only file systems of this machine are read and written; mount that one, and name its directory here");
        return text;
    }

    /** As {@link #plain}, as a path. */
    public static Path of(String what, String text) {
        try {
            return Path.of(plain(what, text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(what + " " + text + ": " + e.getMessage(), e);
        }
    }
}
