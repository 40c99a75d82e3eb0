package io.headrace.memory.table;

import io.headrace.memory.Hash;

/**
 * Where keys live: each key belongs to one of a fixed number of key groups by its partition hash, and a partition is a
 * contiguous range of groups. The number of groups and {@link Hash#PARTITION_VERSION} are stored with the state; the
 * number of partitions may differ from run to run without moving a key to another group.
 *
 * <p>The upper bits of the hash decide: with 256 groups, the group is its upper byte.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class KeyGroups {
    /** How many groups there are unless the program says otherwise. */
    public static final int DEFAULT_GROUPS = 256;

    /** The most groups there may be. */
    public static final int MOST_GROUPS = 1 << 16;

    private final int groups;

    private KeyGroups(int groups) {
        this.groups = groups;
    }

    public static KeyGroups of(int groups) {
        if (groups < 1 || groups > MOST_GROUPS)
            throw new IllegalArgumentException(groups + " key groups: give 1 to " + MOST_GROUPS);
        return new KeyGroups(groups);
    }

    /** {@link #DEFAULT_GROUPS} of them. */
    public static KeyGroups ofDefault() {
        return new KeyGroups(DEFAULT_GROUPS);
    }

    public int count() {
        return groups;
    }

    /** The group of a key of these bytes. */
    public int groupOf(long key, int length) {
        return groupOfHash(Hash.of(key, length, Hash.PARTITION_SEED));
    }

    /** The group of a long key: that of its eight bytes. */
    public int groupOfLong(long key) {
        return groupOfHash(Hash.ofLong(key, Hash.PARTITION_SEED));
    }

    /** The group of a key with this partition hash. */
    public int groupOfHash(long partitionHash) {
        return (int) (((partitionHash >>> 32) * groups) >>> 32);
    }

    /** Deals the groups to so many partitions, in contiguous ranges whose sizes differ by one at most. */
    public KeyPartitions partitions(int count) {
        return new KeyPartitions(this, count);
    }

    @Override
    public String toString() {
        return groups + " key groups";
    }
}
