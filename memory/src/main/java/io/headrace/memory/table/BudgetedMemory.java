package io.headrace.memory.table;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;

/**
 * Native memory that is reserved in a budget before it is allocated.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class BudgetedMemory {
    /** No memory: the budget said no. */
    static final long REFUSED = 0;

    private final MemoryBudget budget;
    private final MemoryTag tag;
    private long bytes;

    BudgetedMemory(MemoryBudget budget, MemoryTag tag) {
        this.budget = budget;
        this.tag = tag;
    }

    /** Memory of undefined contents, or {@link #REFUSED}. */
    long take(long wanted) {
        if (!budget.tryReserve(wanted)) return REFUSED;
        long address;
        try {
            address = NativeMemory.allocate(wanted, tag);
        } catch (OutOfMemoryError e) {
            budget.release(wanted);
            throw e;
        }
        bytes += wanted;
        return address;
    }

    void giveBack(long address, long taken) {
        NativeMemory.free(address, taken, tag);
        budget.release(taken);
        bytes -= taken;
    }

    /** What is held now. */
    long bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return budget.toString();
    }
}
