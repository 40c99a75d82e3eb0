package io.headrace.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A hard limit in bytes. Who wants memory reserves it here first; "no" is an answer, never an exception.
 *
 * <p>Budgets nest: a context's budget is carved from the process's, so two contexts never spend the same bytes.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class MemoryBudget {
    private static final String LIMIT_PROPERTY = "headrace.memory.limit";
    private static final MemoryBudget PROCESS =
            new MemoryBudget("process", Long.getLong(LIMIT_PROPERTY, machineMemory()), null);

    private final String name;
    private final long limit;
    private final @Nullable MemoryBudget parent;
    private final AtomicLong reserved = new AtomicLong();

    private MemoryBudget(String name, long limit, @Nullable MemoryBudget parent) {
        if (limit < 0) throw new IllegalArgumentException("budget " + name + " has a negative limit: " + limit);
        this.name = name;
        this.limit = limit;
        this.parent = parent;
    }

    /** The budget of the whole process: {@code -Dheadrace.memory.limit=BYTES}, else what the machine has. */
    public static MemoryBudget process() {
        return PROCESS;
    }

    /** A budget within this one; both limits hold. */
    public MemoryBudget child(String name, long limit) {
        return new MemoryBudget(name, limit, this);
    }

    /** Takes the bytes from this budget and those above it, or from none of them. */
    public boolean tryReserve(long bytes) {
        if (bytes < 0) throw new IllegalArgumentException("negative reservation: " + bytes);
        long before;
        do {
            before = reserved.get();
            if (bytes > limit - before) return false;
        } while (!reserved.compareAndSet(before, before + bytes));
        if (parent == null || parent.tryReserve(bytes)) return true;
        reserved.addAndGet(-bytes);
        return false;
    }

    /**
     * Gives bytes back to this budget and those above it.
     *
     * @throws IllegalStateException when fewer are out; nothing is changed then
     */
    public void release(long bytes) {
        if (bytes < 0) throw new IllegalArgumentException("negative release: " + bytes);
        long before;
        do {
            before = reserved.get();
            if (bytes > before)
                throw new IllegalStateException(
                        "budget " + name + " would get back " + bytes + " bytes, but only " + before + " are out");
        } while (!reserved.compareAndSet(before, before - bytes));
        if (parent != null) parent.release(bytes);
    }

    public long limit() {
        return limit;
    }

    public long reserved() {
        return reserved.get();
    }

    public long available() {
        long own = limit - reserved.get();
        return parent == null ? own : Math.min(own, parent.available());
    }

    @Override
    public String toString() {
        return name + ": " + reserved.get() + " of " + limit + " bytes";
    }

    /** A container's limit counts as the machine's. */
    private static long machineMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
