package io.headrace.exec.files;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The files that batches have, as long as their time of modification alone would not tell that.
 *
 * <p>A file is new when it was modified after the horizon. The horizon stays so far behind the batch that asked last that nothing is
 * missed when ticks are skipped, and moves only forward; so a file that is forgotten here lies before it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TakenFiles {
    private record Taken(long batchMillis, FilePosition.Key key) {}

    private final long rememberMillis;
    private final Deque<Taken> inOrder = new ArrayDeque<>();
    private final Set<FilePosition.Key> keys = new HashSet<>();
    private long horizon;

    /** @param horizon files that were not modified after it are not new, from the beginning */
    TakenFiles(long rememberMillis, long horizon) {
        this.rememberMillis = rememberMillis;
        this.horizon = horizon;
    }

    /** A batch of this time has the file. Times do not go back. */
    void took(long batchMillis, FilePosition.Key key) {
        if (keys.add(key)) inOrder.add(new Taken(batchMillis, key));
    }

    boolean has(FilePosition.Key key) {
        return keys.contains(key);
    }

    /** Files that were modified at this time or before are old. */
    long horizonMillis() {
        return horizon;
    }

    /** So far the horizon stays behind the batch that asked last. */
    long rememberMillis() {
        return rememberMillis;
    }

    /** The batch of this time has all its files. */
    void asked(long batchMillis) {
        long next = batchMillis - rememberMillis;
        if (next <= horizon) return;
        horizon = next;
        while (!inOrder.isEmpty() && inOrder.peekFirst().batchMillis < horizon) keys.remove(inOrder.removeFirst().key);
    }

    int size() {
        return keys.size();
    }
}
