package io.headrace.affinity.topology;

import java.util.Locale;

/**
 * What the JVM knows of its machine, read once when this class is loaded. The JVM counts processors with the mask of the thread
 * that asks: asked from a pinned thread it says 1. So the question is put here, before the first pin, and never again.
 *
 * <p><b>Threading:</b> any thread; load it ({@link #processors()}) before anything is pinned.
 */
public final class Machine {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final boolean LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

    private Machine() {}

    /** The processors that the JVM had at its disposal when this class was loaded. */
    public static int processors() {
        return PROCESSORS;
    }

    public static boolean isLinux() {
        return LINUX;
    }
}
