package io.headrace.exec.spill;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.codec.object.NamedTypes;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the rows of a context are: on the heap up to a share of it, off the heap within the budget, on the disk beyond both. Everything is
 * freed with it, whoever holds it.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class SpillSpace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillSpace.class);
    private static final Cleaner CLEANER = Cleaner.create();

    /** Kept rows may take this part of the memory of a context. */
    private static final int KEPT_PART = 4;

    /** Rows on the heap may take this part of it, unless the user says how much. */
    private static final int HEAP_PART = 4;

    private static final long MOST_FILE_BYTES = Long.MAX_VALUE / 2;

    private final HeapShare heap;
    private final SpillStore store;
    private final RowForm dynamic;
    private final boolean strict;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private SpillSpace(long heapBytes, SpillStore store, KryoRegistry registry, boolean strict) {
        this.heap = new HeapShare(heapBytes == 0 ? Runtime.getRuntime().maxMemory() / HEAP_PART : heapBytes);
        this.store = store;
        NamedTypes names = new NamedTypes((id, name) -> {});
        this.dynamic = new CodecForm(() -> new DynamicCodec(registry, names));
        this.strict = strict;
    }

    /**
     * The space of a context.
     *
     * @param heapBytes of rows on the heap; 0: a part of what the JVM may take
     * @param budget of the context's memory, of which kept rows take a part at most
     * @param folder for the file; null: a temporary one
     * @param strict whether rows that cannot be kept as the user wants are an error
     * @param problems is told who waits for room on the disk from now on, and why; by any thread
     */
    public static SpillSpace create(
            long heapBytes,
            MemoryBudget budget,
            KryoRegistry registry,
            @Nullable Path folder,
            boolean strict,
            BiConsumer<String, String> problems) {
        return new SpillSpace(heapBytes, store(budget, folder, MOST_FILE_BYTES, problems), registry, strict);
    }

    /** As {@link #create(long, MemoryBudget, KryoRegistry, Path, boolean, BiConsumer)}, with a file of at most so many bytes. */
    static SpillSpace create(
            long heapBytes,
            MemoryBudget budget,
            KryoRegistry registry,
            @Nullable Path folder,
            boolean strict,
            long mostFileBytes) {
        return new SpillSpace(heapBytes, store(budget, folder, mostFileBytes, (who, what) -> {}), registry, strict);
    }

    /** One whose users wait for room. */
    private static SpillStore store(
            MemoryBudget budget, @Nullable Path folder, long mostFileBytes, BiConsumer<String, String> problems) {
        return new SpillStore(kept(budget), folder, mostFileBytes, true, problems);
    }

    private static MemoryBudget kept(MemoryBudget budget) {
        return budget.child("kept rows", budget.limit() / KEPT_PART);
    }

    /** The space of data that belongs to no context: it is freed when nobody refers to the data any more. */
    public static SpillSpace ofData(long heapBytes, KryoRegistry registry, boolean strict) {
        SpillStore temporary =
                new SpillStore(kept(MemoryBudget.process()), null, MOST_FILE_BYTES, false, (who, what) -> {});
        SpillSpace space = new SpillSpace(heapBytes, temporary, registry, strict);
        SpillStore inside = space.store;
        CLEANER.register(space, inside::close);
        return space;
    }

    public HeapShare heap() {
        return heap;
    }

    /** The form of rows of any type. */
    public RowForm anyType() {
        return dynamic;
    }

    public boolean strict() {
        return strict;
    }

    /** Says something once. */
    public void warn(String message) {
        if (warned.add(message)) LOG.warn("{}", message);
    }

    /** For what ends together. */
    public SpillScope newScope() {
        return new SpillScope(this, store);
    }

    /** Bytes of kept rows in memory off the heap. */
    public long memoryBytes() {
        return store.budget().reserved();
    }

    /** Bytes of rows that lie in the file now. */
    public long fileBytes() {
        return store.fileBytes();
    }

    /** Bytes of rows that were written to the file so far. */
    public long writtenBytes() {
        return store.writtenBytes();
    }

    @Override
    public void close() {
        store.close();
    }
}
