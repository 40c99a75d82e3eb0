package io.headrace.memory.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.Hash;
import io.headrace.memory.testing.LeakCheck;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class KeyGroupsTest {
    private final KeyGroups groups = KeyGroups.ofDefault();

    /** Stored state lies by these numbers: they never change while PARTITION_VERSION is 1. */
    @Test
    void shouldKeepGroupsForEver() {
        assertThat(Hash.PARTITION_VERSION).isEqualTo(1);
        assertThat(groups.count()).isEqualTo(256);
        try (Scratch scratch = new Scratch()) {
            assertThat(group(scratch, "")).isEqualTo(108);
            assertThat(group(scratch, "a")).isEqualTo(206);
            assertThat(group(scratch, "word")).isEqualTo(202);
            assertThat(group(scratch, "headrace")).isEqualTo(253);
            assertThat(group(scratch, "the quick brown fox")).isEqualTo(74);
        }
        assertThat(groups.groupOfLong(42)).isEqualTo(227);
        assertThat(KeyGroups.of(100).groupOfLong(42)).isEqualTo(88);
    }

    private int group(Scratch scratch, String key) {
        return groups.groupOf(scratch.key(key), key.length());
    }

    @Test
    void shouldTakeTheUpperBitsOfTheHash() {
        assertThat(groups.groupOfHash(0)).isZero();
        assertThat(groups.groupOfHash(-1)).isEqualTo(255);
        assertThat(groups.groupOfHash(0x80FF_FFFF_FFFF_FFFFL)).isEqualTo(0x80);
        assertThat(KeyGroups.of(1).groupOfHash(-1)).isZero();
        assertThat(KeyGroups.of(3).groupOfHash(-1)).isEqualTo(2);
        assertThat(KeyGroups.of(KeyGroups.MOST_GROUPS).groupOfHash(0xABCD_0000_0000_0000L))
                .isEqualTo(0xABCD);
    }

    @Test
    void shouldSpreadKeysOverGroupsAndTheKeysOfAGroupOverSlots() {
        int[] perGroup = new int[256];
        int[] slotsByBytes = new int[64];
        for (long key = 0; key < 1 << 18; key++) {
            int group = groups.groupOfLong(key);
            perGroup[group]++;
            if (group < 16) slotsByBytes[(int) (ProbeTable.spread(Hash.ofLong(key, Hash.PROBE_SEED)) >>> 58)]++;
        }
        for (int count : perGroup) assertThat(count).isBetween(850, 1200);
        for (int count : slotsByBytes) assertThat(count).isBetween(150, 370);
    }

    /** A table's secret is new in each process, and one in about 160 spreads the keys so badly that a table will mix them; so of many. */
    @Test
    void shouldSpreadTheLongKeysOfAGroupOverSlotsWithNearlyAnySecret() {
        long[] keys = LongStream.range(0, 1 << 18)
                .filter(key -> groups.groupOfLong(key) < 16)
                .toArray();
        SplittableRandom secrets = new SplittableRandom(1);
        int uneven = 0;
        for (int round = 0; round < 500; round++) {
            long secret = secrets.nextLong() | 1;
            int[] slots = new int[64];
            for (long key : keys) slots[(int) (LongKeyTable.hashOfKey(key, secret) >>> 58)]++;
            if (IntStream.of(slots).anyMatch(count -> count < 150 || count > 370)) uneven++;
        }
        assertThat(uneven).isLessThan(10);
    }

    @Test
    void shouldDealGroupsInContiguousRangesThatDifferByOneAtMost() {
        for (int count = 1; count <= 256; count++) {
            KeyPartitions partitions = groups.partitions(count);
            assertThat(partitions.count()).isEqualTo(count);
            assertThat(partitions.firstGroup(0)).isZero();
            assertThat(partitions.endGroup(count - 1)).isEqualTo(256);
            for (int partition = 0; partition < count; partition++) {
                int first = partitions.firstGroup(partition);
                int end = partitions.endGroup(partition);
                assertThat(end - first).isBetween(256 / count, (256 + count - 1) / count);
                for (int group = first; group < end; group++)
                    assertThat(partitions.partitionOfGroup(group)).isEqualTo(partition);
            }
        }
    }

    /** Which partition a group belongs to is visible to users: TaskContext, file names of sinks. */
    @Test
    void shouldKeepPartitionsForEver() {
        KeyPartitions four = groups.partitions(4);
        assertThat(four.partitionOfGroup(63)).isZero();
        assertThat(four.partitionOfGroup(64)).isEqualTo(1);
        KeyPartitions three = groups.partitions(3);
        assertThat(three.firstGroup(1)).isEqualTo(85);
        assertThat(three.firstGroup(2)).isEqualTo(170);
        assertThat(three.partitionOfHash(-1)).isEqualTo(2);
        assertThat(three).hasToString("3 partitions of 256 key groups");
        assertThat(three.groups()).isSameAs(groups);
    }

    @Test
    void shouldNameBothCountsWhenThereAreMorePartitionsThanGroups() {
        assertThatThrownBy(() -> groups.partitions(257))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("257 partitions of 256 key groups");
        assertThatThrownBy(() -> groups.partitions(0)).hasMessageContaining("0 partitions of 256");
        assertThatThrownBy(() -> KeyGroups.of(0)).hasMessageContaining("0 key groups");
        assertThatThrownBy(() -> KeyGroups.of(70_000)).hasMessageContaining("70000 key groups");
    }
}
