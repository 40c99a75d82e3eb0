package io.headrace.exec.role;

import com.sun.management.ThreadMXBean;
import io.headrace.exec.counters.Counter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the threads of a context allocate on the heap: nothing in steady state, but for what user code makes on them. A JVM that does
 * not know leaves the counters at 0.
 *
 * <p><b>Threading:</b> as {@link Agent}, on a thread that has time; {@link #watch} before it starts. Allocates nothing itself.
 */
public final class AllocationMeter implements Agent {
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Watched(RoleThread thread, Counter bytes) {}

    private final List<Watched> threads = new ArrayList<>();
    private final @Nullable ThreadMXBean known = known();
    private long nextLook = System.nanoTime();

    private static @Nullable ThreadMXBean known() {
        if (!(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean)) return null;
        return bean.isThreadAllocatedMemorySupported() && bean.isThreadAllocatedMemoryEnabled() ? bean : null;
    }

    /** From its start on, what this thread allocates is counted there. */
    public void watch(RoleThread thread, Counter bytes) {
        threads.add(new Watched(thread, bytes));
    }

    @Override
    public String roleName() {
        return "allocations";
    }

    @Override
    public int doWork() {
        long now = System.nanoTime();
        if (now - nextLook < 0) return 0;
        nextLook = now + LOOK_NANOS;
        look();
        return 0;
    }

    private void look() {
        if (known == null) return;
        for (int i = 0; i < threads.size(); i++) {
            Watched one = threads.get(i);
            long bytes = known.getThreadAllocatedBytes(one.thread.id());
            if (bytes > 0) one.bytes.set(bytes); // of a thread that has ended nothing is known: the last number stays
        }
    }

    @Override
    public long maxIdleNanos() {
        return Math.max(0, nextLook - System.nanoTime());
    }
}
