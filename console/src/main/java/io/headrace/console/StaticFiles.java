package io.headrace.console;

import io.headrace.exec.door.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The page and what it is made of. They are few, named here, and read once: no path of a request ever names a resource.
 *
 * <p><b>Threading:</b> immutable.
 */
final class StaticFiles {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    static final String PAGE = "/";
    static final String LOGIN_PAGE = "/login.html";

    /** By path: the resource and its type. */
    private static final Map<String, String[]> FILES = Map.ofEntries(
            Map.entry(PAGE, new String[] {"index.html", HTML}),
            Map.entry(LOGIN_PAGE, new String[] {"login.html", HTML}),
            Map.entry("/console.css", new String[] {"console.css", CSS}),
            Map.entry("/theme.js", new String[] {"theme.js", SCRIPT}),
            Map.entry("/words.js", new String[] {"words.js", SCRIPT}),
            Map.entry("/dom.js", new String[] {"dom.js", SCRIPT}),
            Map.entry("/charts.js", new String[] {"charts.js", SCRIPT}),
            Map.entry("/health.js", new String[] {"health.js", SCRIPT}),
            Map.entry("/panels.js", new String[] {"panels.js", SCRIPT}),
            Map.entry("/batches.js", new String[] {"batches.js", SCRIPT}),
            Map.entry("/cores.js", new String[] {"cores.js", SCRIPT}),
            Map.entry("/console.js", new String[] {"console.js", SCRIPT}),
            Map.entry("/uPlot.iife.min.js", new String[] {"uPlot.iife.min.js", SCRIPT}),
            Map.entry("/uPlot.min.css", new String[] {"uPlot.min.css", CSS}),
            Map.entry("/icon.svg", new String[] {"icon.svg", "image/svg+xml"}));

    private final Map<String, Answer> answers = new HashMap<>();

    StaticFiles() throws IOException {
        for (Map.Entry<String, String[]> file : FILES.entrySet()) {
            byte[] bytes = read(file.getValue()[0]);
            Map<String, String> headers = Map.of("Cache-Control", "no-cache", "ETag", tag(bytes));
            answers.put(file.getKey(), new Answer(200, file.getValue()[1], bytes, headers));
        }
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = StaticFiles.class.getResourceAsStream("web/" + name)) {
            if (in == null)
                throw new IOException("the console's file " + name + " is missing: the jar was packed without it");
            return in.readAllBytes();
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The file of that path; null when there is none. */
    @Nullable
    Answer of(String path) {
        return answers.get(path);
    }

    /** Whether a browser that has not given the token yet may have it: what the page for the token is made of. */
    static boolean isForEverybody(String path) {
        return path.equals("/console.css") || path.equals("/theme.js") || path.equals("/icon.svg");
    }
}
