package io.headrace.wal.chronicle;

import java.io.File;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.posix.MAdviseFlag;
import net.openhft.posix.PosixAPI;

/**
 * What the kernel is told about the mapping of a roll: that pages are wanted as they are touched, and where the roll is forced after little
 * was written, that a force is to write what was appended and not much else. All of it is for speed: where the kernel does not do it,
 * appends or forces take longer.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class RollMapping {
    private static final int READ_ONLY = 0;
    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_AND_FIXED = 0x12;

    private final long bytes;
    private final boolean syncedOften;
    private boolean advised;
    private boolean headKept;

    RollMapping(long bytes, boolean syncedOften) {
        this.bytes = bytes;
        this.syncedOften = syncedOften;
    }

    /** The next mapping is another one. */
    void reset() {
        advised = false;
        headKept = false;
    }

    /**
     * Before each record.
     *
     * @param base where the file's first byte is mapped
     * @param position of the record in the file: all records before it are finished
     */
    void before(long base, long position, ExcerptAppender appender) {
        if (!advised) advise(base);
        if (syncedOften && !headKept && position >= OS.pageSize()) keepHead(base, appender.currentFile());
    }

    /**
     * Has single pages brought when a page is touched first, and not mebibytes around it, page by page, which long records do not need,
     * for they are written beside the mapping; nor large pieces: one that was touched anywhere is forced as a whole.
     */
    private void advise(long base) {
        advised = true;
        PosixAPI.posix().madvise(base, bytes, MAdviseFlag.MADV_RANDOM);
    }

    /**
     * Puts a private copy of the file's first page in its place. Chronicle notes there, at each record, where it is; that
     * would be another write for each force, of something that nobody of ours reads. The records of that page are
     * finished and stay in the file.
     */
    private void keepHead(long base, File file) {
        headKept = true;
        if (base % OS.pageSize() != 0) return;
        PosixAPI posix = PosixAPI.posix();
        int descriptor = posix.open(file.toString(), READ_ONLY, 0);
        if (descriptor < 0) return;
        posix.mmap(base, OS.pageSize(), READ_AND_WRITE, PRIVATE_AND_FIXED, descriptor, 0);
        posix.close(descriptor);
    }
}
