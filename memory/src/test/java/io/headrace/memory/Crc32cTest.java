package io.headrace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class Crc32cTest {
    private static final int LENGTH = 300_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Crc32c crc = new Crc32c();
    private long bytes;

    @BeforeEach
    void allocate() {
        bytes = NativeMemory.allocate(LENGTH, MemoryTag.TEST);
        for (int i = 0; i < LENGTH; i++) RawMemory.putByte(bytes + i, (byte) random.nextInt());
    }

    @AfterEach
    void free() {
        NativeMemory.free(bytes, LENGTH, MemoryTag.TEST);
    }

    @Test
    void shouldJoinChecksumsOfStretches() {
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(LENGTH);
            int first = length == 0 ? 0 : random.nextInt(length);
            assertJoins(first, length);
        }
    }

    @Test
    void shouldJoinWhatIsEmptyOrShort() {
        for (int length = 0; length < 40; length++)
            for (int first = 0; first <= length; first++) assertJoins(first, length);
    }

    @Test
    void shouldJoinStretchesWhoseLengthIsAPowerOfTwo() {
        for (int second = 1; second < LENGTH; second <<= 1) assertJoins(7, 7 + second);
    }

    private void assertJoins(int first, int length) {
        int joined = Crc32c.joined(crc.of(bytes, first), crc.of(bytes + first, length - first), length - first);
        assertThat(joined).as("%d of %d bytes, seed %d", first, length, seed).isEqualTo(crc.of(bytes, length));
    }
}
