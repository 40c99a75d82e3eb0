package io.headrace;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Where data is kept: the names and the meaning that Spark gives them.
 *
 * <p>Received data is kept serialized and off-heap at every level: {@link #deserialized} and {@link #useOffHeap} say what
 * the name asks for, so that programs read as before, and do not change where bytes lie. What differs is what happens
 * when memory is short: a level with memory and disk gives way to the disk, one with memory alone never does (the
 * receiver is held instead), one with disk alone takes no memory.
 *
 * <p>Levels that end in {@code _2} ask for a second copy, on another machine: see {@link #oneCopy}.
 *
 * <p><b>Threading:</b> immutable. There is one instance of each level, also after deserialization.
 */
public final class StorageLevel implements Serializable {
    private static final long serialVersionUID = 1;

    /** Nothing is kept. */
    public static final StorageLevel NONE = new StorageLevel("NONE", false, false, false, false, 1);

    public static final StorageLevel DISK_ONLY = new StorageLevel("DISK_ONLY", true, false, false, false, 1);
    public static final StorageLevel DISK_ONLY_2 = new StorageLevel("DISK_ONLY_2", true, false, false, false, 2);
    public static final StorageLevel MEMORY_ONLY = new StorageLevel("MEMORY_ONLY", false, true, false, true, 1);
    public static final StorageLevel MEMORY_ONLY_2 = new StorageLevel("MEMORY_ONLY_2", false, true, false, true, 2);
    public static final StorageLevel MEMORY_ONLY_SER =
            new StorageLevel("MEMORY_ONLY_SER", false, true, false, false, 1);
    public static final StorageLevel MEMORY_ONLY_SER_2 =
            new StorageLevel("MEMORY_ONLY_SER_2", false, true, false, false, 2);
    public static final StorageLevel MEMORY_AND_DISK = new StorageLevel("MEMORY_AND_DISK", true, true, false, true, 1);
    public static final StorageLevel MEMORY_AND_DISK_2 =
            new StorageLevel("MEMORY_AND_DISK_2", true, true, false, true, 2);
    public static final StorageLevel MEMORY_AND_DISK_SER =
            new StorageLevel("MEMORY_AND_DISK_SER", true, true, false, false, 1);
    public static final StorageLevel MEMORY_AND_DISK_SER_2 =
            new StorageLevel("MEMORY_AND_DISK_SER_2", true, true, false, false, 2);
    public static final StorageLevel OFF_HEAP = new StorageLevel("OFF_HEAP", true, true, true, false, 1);

    private static final List<StorageLevel> ALL = List.of(
            NONE,
            DISK_ONLY,
            DISK_ONLY_2,
            MEMORY_ONLY,
            MEMORY_ONLY_2,
            MEMORY_ONLY_SER,
            MEMORY_ONLY_SER_2,
            MEMORY_AND_DISK,
            MEMORY_AND_DISK_2,
            MEMORY_AND_DISK_SER,
            MEMORY_AND_DISK_SER_2,
            OFF_HEAP);

    private final String name;
    private final boolean useDisk;
    private final boolean useMemory;
    private final boolean useOffHeap;
    private final boolean deserialized;
    private final int replication;

    private StorageLevel(
            String name,
            boolean useDisk,
            boolean useMemory,
            boolean useOffHeap,
            boolean deserialized,
            int replication) {
        this.name = name;
        this.useDisk = useDisk;
        this.useMemory = useMemory;
        this.useOffHeap = useOffHeap;
        this.deserialized = deserialized;
        this.replication = replication;
    }

    /** The level of this name, as Spark writes it. */
    public static StorageLevel fromString(String name) {
        for (StorageLevel level : ALL) {
            if (level.name.equals(name)) return level;
        }
        throw new IllegalArgumentException("unknown storage level \"" + name + "\"; one of "
                + ALL.stream().map(StorageLevel::toString).collect(Collectors.joining(", ")));
    }

    /** All levels, in the order of their declaration. */
    public static List<StorageLevel> values() {
        return ALL;
    }

    /**
     * The level to work with on one machine: this one, or for a level of two copies the same with one.
     *
     * @param strict whether a second copy that nobody keeps is an error instead of a warning
     * @throws IllegalArgumentException when strict, and the level asks for more than one copy
     */
    public StorageLevel oneCopy(boolean strict, Consumer<String> warnings) {
        if (replication == 1) return this;
        StorageLevel single = fromString(name.substring(0, name.lastIndexOf('_')));
        String problem = "storage level " + name + " asks for " + replication + " copies, and one machine keeps one: ";
        if (strict) throw new IllegalArgumentException(problem + "use " + single + ", or switch strict mode off");
        warnings.accept(problem + "the data is kept as " + single);
        return single;
    }

    public boolean useDisk() {
        return useDisk;
    }

    public boolean useMemory() {
        return useMemory;
    }

    public boolean useOffHeap() {
        return useOffHeap;
    }

    public boolean deserialized() {
        return deserialized;
    }

    public int replication() {
        return replication;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StorageLevel level && level.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }

    private Object readResolve() {
        return fromString(name);
    }
}
