package io.headrace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class HashTest {
    private long address;

    @BeforeEach
    void allocate() {
        address = NativeMemory.allocate(256, MemoryTag.TEST);
    }

    @AfterEach
    void free() {
        NativeMemory.free(address, 256, MemoryTag.TEST);
    }

    private long partitionHash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RawMemory.copyFromArray(bytes, 0, address, bytes.length);
        return Hash.of(address, bytes.length, Hash.PARTITION_SEED);
    }

    /** These values decide where stored keys live: they never change while PARTITION_VERSION is 1. */
    @Test
    void shouldKeepPartitionHashesForEver() {
        assertThat(Hash.PARTITION_VERSION).isEqualTo(1);
        assertThat(partitionHash("")).isEqualTo(7832350832775929530L);
        assertThat(partitionHash("a")).isEqualTo(-3539781775369013765L);
        assertThat(partitionHash("word")).isEqualTo(-3825802684160887936L);
        assertThat(partitionHash("headrace")).isEqualTo(-144223299362113377L);
        assertThat(partitionHash("the quick brown fox")).isEqualTo(5382649536109818812L);
        assertThat(Hash.ofLong(42, Hash.PARTITION_SEED)).isEqualTo(-2035607111565915454L);
    }

    @Test
    void shouldHashNumbersAsTheirBytes() {
        for (long value : new long[] {0, 1, -1, 42, Long.MIN_VALUE, 0x0123456789abcdefL}) {
            RawMemory.putLong(address, value);
            assertThat(Hash.ofLong(value, 99)).isEqualTo(Hash.of(address, 8, 99));
            RawMemory.putInt(address, (int) value);
            assertThat(Hash.ofInt((int) value, 99)).isEqualTo(Hash.of(address, 4, 99));
        }
    }

    @Test
    void shouldSeeEveryByteAndTheLength() {
        for (int length = 0; length < 64; length++) {
            Set<Long> seen = new HashSet<>();
            RawMemory.fill(address, 256, (byte) 'x');
            seen.add(Hash.of(address, length, 5));
            for (int i = 0; i < length; i++) {
                RawMemory.putByte(address + i, (byte) 'y');
                seen.add(Hash.of(address, length, 5));
                RawMemory.putByte(address + i, (byte) 'x');
            }
            assertThat(seen).as("length %d", length).hasSize(length + 1);
            assertThat(Hash.of(address, length, 6)).as("seeded").isNotIn(seen);
        }
    }

    @Test
    void shouldSpreadSequentialNumbersOverBuckets() {
        int[] buckets = new int[256];
        for (long i = 0; i < 256 * 1000; i++) buckets[(int) (Hash.ofLong(i, Hash.PARTITION_SEED) & 255)]++;
        for (int count : buckets) assertThat(count).isBetween(800, 1200);
    }
}
