package io.headrace.exec;

import io.headrace.HeadraceConf;
import java.nio.file.Path;

/**
 * How many bytes of received blocks may lie outside memory, in the spill file or in the log: so many as are set, else a part of what is free
 * on that disk, so that no program fills it by itself.
 *
 * <p><b>Threading:</b> no state.
 */
final class SpillLimit {
    /** More than this is nothing that one would want to happen without having said so. */
    static final long MOST = 16L << 30;

    /** The others of the disk are left to the log's own needs, to rows, and to other programs. */
    static final int PART = 4;

    private SpillLimit() {}

    /** @param where the blocks go */
    static long of(HeadraceConf conf, Path where) {
        return of(conf.spillLimit(), conf.blockBytes(), where.toFile().getUsableSpace());
    }

    /**
     * The limit.
     *
     * @param set 0 for none
     * @param free bytes on the disk
     */
    static long of(long set, int blockBytes, long free) {
        return set != 0 ? set : Math.max(blockBytes, Math.min(MOST, free / PART));
    }
}
