package io.headrace.wal.chronicle;

import java.nio.charset.Charset;
import java.util.Arrays;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;
import net.openhft.posix.internal.PosixAPIHolder;
import org.jspecify.annotations.Nullable;

/**
 * Chronicle's access to the system, of which a start loads only what is called. Chronicle's own generates a class for some thirty calls by a library
 * of three hundred classes, which was a tenth of the CPU time of a start; its queue makes one of these calls, {@code msync}, for the files that it has
 * beside the rolls. That one and ours go through {@link SystemCalls}. The first other call, whoever makes it, has Chronicle load its own, and from
 * then on all go there.
 *
 * <p><b>Threading:</b> any thread.
 */
final class LeanPosix implements PosixAPI {
    private static final long FAILED = -1;

    private volatile @Nullable PosixAPI whole;

    LeanPosix() {}

    /** Has Chronicle take this, unless it has one already, or the calls are not to be had here: then it takes its own. */
    static void install() {
        boolean isLinux = System.getProperty("os.name", "").startsWith("Linux");
        if (isLinux && PosixAPIHolder.POSIX_API == null && SystemCalls.areThere())
            PosixAPIHolder.POSIX_API = new LeanPosix();
    }

    /** Chronicle's own. It is found where Chronicle finds it, so that both are the same one. */
    private PosixAPI whole() {
        PosixAPI known = whole;
        return known != null ? known : loadWhole();
    }

    private synchronized PosixAPI loadWhole() {
        PosixAPI known = whole;
        if (known != null) return known;
        if (PosixAPIHolder.POSIX_API instanceof LeanPosix) PosixAPIHolder.POSIX_API = null;
        PosixAPI loaded = PosixAPI.posix();
        whole = loaded;
        return loaded;
    }

    @Override
    public int open(CharSequence path, int flags, int mode) {
        PosixAPI other = whole;
        if (other != null) return other.open(path, flags, mode);
        byte[] bytes = path.toString().getBytes(Charset.defaultCharset());
        return SystemCalls.open(Arrays.copyOf(bytes, bytes.length + 1), flags, mode);
    }

    @Override
    public int close(int descriptor) {
        PosixAPI other = whole;
        return other != null ? other.close(descriptor) : SystemCalls.close(descriptor);
    }

    @Override
    public int fallocate(int descriptor, int mode, long offset, long length) {
        PosixAPI other = whole;
        return other != null
                ? other.fallocate(descriptor, mode, offset, length)
                : SystemCalls.fallocate(descriptor, mode, offset, length);
    }

    @Override
    public int madvise(long address, long length, int advice) {
        PosixAPI other = whole;
        return other != null ? other.madvise(address, length, advice) : SystemCalls.madvise(address, length, advice);
    }

    @Override
    public long mmap(long address, long length, int protection, int flags, int descriptor, long offset) {
        PosixAPI other = whole;
        if (other != null) return other.mmap(address, length, protection, flags, descriptor, offset);
        long mapped = SystemCalls.mmap(address, length, protection, flags, descriptor, offset);
        if (mapped != FAILED) return mapped;
        throw new PosixRuntimeException("mmap of " + length + " bytes failed: error " + SystemCalls.lastError());
    }

    @Override
    public int lastError() {
        PosixAPI other = whole;
        return other != null ? other.lastError() : SystemCalls.lastError();
    }

    @Override
    public int munmap(long address, long length) {
        return whole().munmap(address, length);
    }

    @Override
    public int msync(long address, long length, int mode) {
        PosixAPI other = whole;
        return other != null ? other.msync(address, length, mode) : SystemCalls.msync(address, length, mode);
    }

    @Override
    public int ftruncate(int descriptor, long length) {
        return whole().ftruncate(descriptor, length);
    }

    @Override
    public long lseek(int descriptor, long offset, int whence) {
        return whole().lseek(descriptor, offset, whence);
    }

    @Override
    public int lockf(int descriptor, int command, long length) {
        return whole().lockf(descriptor, command, length);
    }

    @Override
    public boolean mlock(long address, long length) {
        return whole().mlock(address, length);
    }

    @Override
    public boolean mlock2(long address, long length, boolean onFault) {
        return whole().mlock2(address, length, onFault);
    }

    @Override
    public void mlockall(int flags) {
        whole().mlockall(flags);
    }

    @Override
    public long read(int descriptor, long to, long length) {
        return whole().read(descriptor, to, length);
    }

    @Override
    public long write(int descriptor, long from, long length) {
        return whole().write(descriptor, from, length);
    }

    @Override
    public int gettimeofday(long to) {
        return whole().gettimeofday(to);
    }

    @Override
    public long clock_gettime(int clock) {
        return whole().clock_gettime(clock);
    }

    @Override
    public int sched_setaffinity(int thread, int bytes, long mask) {
        return whole().sched_setaffinity(thread, bytes, mask);
    }

    @Override
    public int sched_getaffinity(int thread, int bytes, long mask) {
        return whole().sched_getaffinity(thread, bytes, mask);
    }

    @Override
    public long malloc(long bytes) {
        return whole().malloc(bytes);
    }

    @Override
    public void free(long address) {
        whole().free(address);
    }

    @Override
    public int get_nprocs() {
        return whole().get_nprocs();
    }

    @Override
    public int get_nprocs_conf() {
        return whole().get_nprocs_conf();
    }

    @Override
    public int getpid() {
        return whole().getpid();
    }

    @Override
    public int gettid() {
        return whole().gettid();
    }

    @Override
    public String strerror(int error) {
        return whole().strerror(error);
    }
}
