package io.headrace.affinity.topology;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One cache and the online CPUs that share it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param level 1 is nearest to the core
 * @param bytes its size, or 0 where the machine does not say
 */
public record Cache(int level, Type type, long bytes, CpuSet cpus) {
    /** What a cache holds. */
    public enum Type {
        DATA,
        INSTRUCTION,
        UNIFIED;

        /** The kernel's word for it, in lower case: {@code data}, {@code instruction}, {@code unified}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    // Written out, for what a record makes is linked at its first call: milliseconds of each start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cache cache
                && level == cache.level
                && type == cache.type
                && bytes == cache.bytes
                && cpus.equals(cache.cpus);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * level + type.hashCode()) + cpus.hashCode();
    }
}
