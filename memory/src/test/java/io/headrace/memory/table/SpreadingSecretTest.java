package io.headrace.memory.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SpreadingSecretTest {
    @Test
    void shouldSpreadNumbersInARowMoreEvenlyThanChance() {
        RandomGenerator random = Seed.random("shouldSpreadNumbersInARowMoreEvenlyThanChance");
        Set<Long> secrets = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            long secret = SpreadingSecret.of(random.nextLong());
            assertThat(secret & 1).isEqualTo(1);
            secrets.add(secret);
            for (int bits : new int[] {6, 10, 14}) {
                int slots = 1 << bits;
                assertThat(meanDistance(secret, slots * 2 / 3, bits))
                        .as("secret %x, %d slots", secret, slots)
                        .isLessThan(0.74); // what chance gives
            }
        }
        assertThat(secrets).hasSizeGreaterThan(198);
    }

    /** How far from home keys are put on average, with linear probing. */
    private static double meanDistance(long secret, int keys, int bits) {
        boolean[] taken = new boolean[1 << bits];
        long distance = 0;
        for (int key = 1; key <= keys; key++) {
            int at = (int) (LongKeyTable.hashOfKey(key, secret) >>> (Long.SIZE - bits));
            for (; taken[at]; at = (at + 1) & (taken.length - 1)) distance++;
            taken[at] = true;
        }
        return (double) distance / keys;
    }
}
