package io.headrace.exec.checkpoint;

import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.util.List;

/**
 * Several cursors as one: of each key the entry of the latest cursor, without panes that are out of their windows, and at the base
 * without keys that were taken away.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class MergeCursor implements EntryCursor {
    private final EntryCursor[] sources;
    private final boolean isBase;
    private final PaneLife life;
    private final boolean[] isThere;
    private boolean begun;
    private int shown = -1;

    /**
     * @param sources from the oldest to the latest; closed with this
     * @param isBase whether nothing lies below them: then a removal has nothing left to remove
     */
    MergeCursor(List<? extends EntryCursor> sources, boolean isBase, PaneLife life) {
        this.sources = sources.toArray(EntryCursor[]::new);
        this.isBase = isBase;
        this.life = life;
        isThere = new boolean[this.sources.length];
    }

    @Override
    public boolean next() throws IOException {
        do {
            if (!step()) return false;
        } while (life.isOver(keyAddress()) || (isBase && FoldedEntry.isRemoved(valueAddress())));
        return true;
    }

    private boolean step() throws IOException {
        if (!begun) {
            for (int i = 0; i < isThere.length; i++) isThere[i] = sources[i].next();
            begun = true;
        } else if (shown >= 0) {
            passShown();
        }
        shown = -1;
        for (int i = isThere.length - 1; i >= 0; i--) if (isThere[i] && (shown < 0 || compare(i, shown) < 0)) shown = i;
        return shown >= 0;
    }

    /** The others first, for the key lies with the one that is shown. */
    private void passShown() throws IOException {
        for (int i = 0; i < shown; i++) if (isThere[i] && compare(i, shown) == 0) isThere[i] = sources[i].next();
        isThere[shown] = sources[shown].next();
    }

    private int compare(int one, int other) {
        EntryCursor a = sources[one];
        EntryCursor b = sources[other];
        return RawMemory.compare(a.keyAddress(), a.keyLength(), b.keyAddress(), b.keyLength());
    }

    @Override
    public long keyAddress() {
        return sources[shown].keyAddress();
    }

    @Override
    public int keyLength() {
        return sources[shown].keyLength();
    }

    @Override
    public long valueAddress() {
        return sources[shown].valueAddress();
    }

    @Override
    public int valueLength() {
        return sources[shown].valueLength();
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (EntryCursor source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) throw failure;
    }
}
