package io.headrace.memory.table;

/**
 * Partitions as contiguous ranges of key groups.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class KeyPartitions {
    private final KeyGroups groups;
    private final int count;
    private final int[] partitionOfGroup;

    KeyPartitions(KeyGroups groups, int count) {
        if (count < 1 || count > groups.count())
            throw new IllegalArgumentException(count + " partitions of " + groups.count() + " key groups: ask for 1 to "
                    + groups.count() + " partitions, or create the state with more groups");
        this.groups = groups;
        this.count = count;
        this.partitionOfGroup = new int[groups.count()];
        for (int partition = 0; partition < count; partition++) {
            for (int group = firstGroup(partition); group < endGroup(partition); group++)
                partitionOfGroup[group] = partition;
        }
    }

    public int count() {
        return count;
    }

    public KeyGroups groups() {
        return groups;
    }

    public int partitionOfGroup(int group) {
        return partitionOfGroup[group];
    }

    /** The partition of a key with this partition hash. */
    public int partitionOfHash(long partitionHash) {
        return partitionOfGroup[groups.groupOfHash(partitionHash)];
    }

    /** The first group of a partition. */
    public int firstGroup(int partition) {
        return (int) ((long) partition * groups.count() / count);
    }

    /** The group behind the last one of a partition. */
    public int endGroup(int partition) {
        return firstGroup(partition + 1);
    }

    @Override
    public String toString() {
        return count + " partitions of " + groups;
    }
}
