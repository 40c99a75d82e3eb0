package io.headrace.wal.chronicle;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.wire.WireType;
import net.openhft.posix.PosixAPI;
import org.jspecify.annotations.Nullable;

/**
 * Loads Chronicle beside whatever a start does before it opens the log: six of ten classes of a start are Chronicle's, and what it makes at
 * run time to call the system. Nobody else touches Chronicle meanwhile: {@link ChronicleSetup#prepare} waits for the end of this, for two
 * threads that initialise classes of one family could wait for each other for ever.
 *
 * <p><b>Threading:</b> any thread begins; one of its own loads, once in the life of the JVM.
 */
final class Preloading {
    private static final AtomicReference<@Nullable Preloading> BEGUN = new AtomicReference<>();

    /** Those that a queue is made of, each with what its beginning needs. */
    private static final List<String> OF_A_QUEUE = List.of(
            "net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder",
            "net.openhft.chronicle.queue.impl.single.SCQMeta",
            "net.openhft.chronicle.queue.impl.table.SingleTableBuilder",
            "net.openhft.chronicle.queue.impl.table.SingleTableStore",
            "net.openhft.chronicle.bytes.MappedBytes",
            "net.openhft.chronicle.queue.impl.single.TableDirectoryListing",
            "net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore",
            "net.openhft.chronicle.queue.impl.single.SingleChronicleQueue",
            "net.openhft.chronicle.queue.impl.single.StoreAppender");

    private static final int SCRATCH = 256;

    private final FutureTask<Void> task = new FutureTask<>(Preloading::load, null);
    private final Thread thread = new Thread(task, "headrace: loading");

    private Preloading() {
        thread.setDaemon(true);
    }

    /** Begins, unless it was begun before. */
    static void begin() {
        if (BEGUN.get() != null) return;
        Preloading fresh = new Preloading();
        if (BEGUN.compareAndSet(null, fresh)) fresh.thread.start();
    }

    private static void load() {
        ChronicleSetup.prepareHere();
        PosixAPI.posix();
        try {
            for (String name : OF_A_QUEUE) Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class of Chronicle is missing; is its jar on the class path?", e);
        }
        Bytes<?> bytes = Bytes.allocateElasticOnHeap(SCRATCH);
        try {
            Object unused = WireType.BINARY_LIGHT.apply(bytes);
        } finally {
            bytes.releaseLast();
        }
    }

    /** Waits for the end, if it was begun by another thread; what failed there fails here. */
    static void await() {
        Preloading begun = BEGUN.get();
        if (begun == null || begun.thread == Thread.currentThread()) return;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    begun.task.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof Error error) throw error;
        if (cause instanceof RuntimeException failure) return failure;
        return new IllegalStateException("Chronicle cannot be loaded", cause);
    }
}
