package io.headrace.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class RawMemoryTest {
    private static final int SIZE = 4096;
    private long address;

    @BeforeEach
    void allocate() {
        address = NativeMemory.allocateZeroed(SIZE, MemoryTag.TEST);
    }

    @AfterEach
    void free() {
        NativeMemory.free(address, SIZE, MemoryTag.TEST);
    }

    @Test
    void shouldReadBackWhatWasWrittenAtAnyAlignment() {
        for (int shift = 0; shift < 9; shift++) {
            long at = address + shift;
            RawMemory.putLong(at, 0x0123456789abcdefL);
            assertThat(RawMemory.getLong(at)).isEqualTo(0x0123456789abcdefL);
            assertThat(RawMemory.getByte(at)).as("little-endian").isEqualTo((byte) 0xef);
            RawMemory.putInt(at, -7);
            assertThat(RawMemory.getInt(at)).isEqualTo(-7);
            RawMemory.putShort(at, (short) -2);
            assertThat(RawMemory.getShort(at)).isEqualTo((short) -2);
            RawMemory.putDouble(at, -0.0);
            assertThat(RawMemory.getDouble(at)).isEqualTo(-0.0);
        }
    }

    @Test
    void shouldNameAnAccessOutsideEveryRegion() {
        assertThat(RawMemory.BOUNDS_CHECKED).as("tests run with bounds checks").isTrue();
        assertThatThrownBy(() -> RawMemory.getLong(address + SIZE - 7))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("no live region holds 8 bytes");
        assertThatThrownBy(() -> RawMemory.putByte(address - 1, (byte) 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldNameAnAccessAfterFree() {
        long gone = NativeMemory.allocate(64, MemoryTag.TEST);
        NativeMemory.free(gone, 64, MemoryTag.TEST);
        assertThatThrownBy(() -> RawMemory.getInt(gone)).hasMessageContaining("freed before");
    }

    @Test
    void shouldShowForeignMemoryOnlyThroughItsWindow() {
        long foreign = RawMemory.allocate(128);
        try (MemoryBounds.Window window = MemoryBounds.openWindow()) {
            window.move(foreign, 64);
            RawMemory.putLong(foreign + 56, 1);
            assertThatThrownBy(() -> RawMemory.getLong(foreign + 57)).isInstanceOf(IndexOutOfBoundsException.class);
            window.move(foreign + 64, 64);
            assertThatThrownBy(() -> RawMemory.getLong(foreign)).isInstanceOf(IndexOutOfBoundsException.class);
        } finally {
            RawMemory.free(foreign);
        }
    }

    @Test
    void shouldOrderBytesAsUnsigned() {
        SplittableRandom random = new SplittableRandom(7);
        byte[] left = new byte[20];
        byte[] right = new byte[20];
        for (int i = 0; i < 5_000; i++) {
            int leftLength = random.nextInt(20);
            int rightLength = random.nextInt(20);
            for (int k = 0; k < 20; k++) left[k] = right[k] = (byte) random.nextInt(256);
            if (random.nextBoolean()) right[random.nextInt(20)]++;
            RawMemory.copyFromArray(left, 0, address, leftLength);
            RawMemory.copyFromArray(right, 0, address + 100, rightLength);
            int expected = java.util.Arrays.compareUnsigned(left, 0, leftLength, right, 0, rightLength);
            assertThat(Integer.signum(RawMemory.compare(address, leftLength, address + 100, rightLength)))
                    .isEqualTo(Integer.signum(expected));
            if (leftLength == rightLength)
                assertThat(RawMemory.equal(address, address + 100, leftLength)).isEqualTo(expected == 0);
        }
    }

    @Test
    void shouldFillEveryShortLengthAndNothingBesideIt() {
        int longest = 300; // some way past what is filled in line
        byte[] filled = new byte[longest + 16];
        long to = NativeMemory.allocateZeroed(filled.length, MemoryTag.TEST);
        for (int length = 0; length <= longest; length++) {
            byte[] expected = new byte[filled.length];
            Arrays.fill(expected, 8, 8 + length, (byte) 0xa5);
            RawMemory.fill(to, filled.length, (byte) 0);
            RawMemory.fill(to + 8, length, (byte) 0xa5);
            RawMemory.copyToArray(to, filled, 0, filled.length);
            assertThat(filled).as("length %d", length).isEqualTo(expected);
        }
        NativeMemory.free(to, filled.length, MemoryTag.TEST);
    }

    @Test
    void shouldCopyEveryShortLengthAndNothingBesideIt() {
        long seed = 12;
        SplittableRandom random = new SplittableRandom(seed);
        int longest = 140; // some way past what is copied in line
        byte[] source = new byte[longest + 16];
        byte[] copied = new byte[longest + 32];
        long from = NativeMemory.allocateZeroed(source.length, MemoryTag.TEST);
        long to = NativeMemory.allocateZeroed(copied.length, MemoryTag.TEST);
        for (int length = 0; length <= longest; length++) {
            random.nextBytes(source);
            int offset = random.nextInt(16);
            int target = 8 + random.nextInt(16);
            byte[] expected = new byte[copied.length];
            Arrays.fill(expected, (byte) 0x5a);
            System.arraycopy(source, offset, expected, target, length);

            RawMemory.fill(to, copied.length, (byte) 0x5a);
            RawMemory.copyFromArray(source, offset, to + target, length);
            RawMemory.copyToArray(to, copied, 0, copied.length);
            assertThat(copied)
                    .as("from an array, length %d, seed %d", length, seed)
                    .isEqualTo(expected);

            RawMemory.copyFromArray(source, 0, from, source.length);
            RawMemory.fill(to, copied.length, (byte) 0x5a);
            RawMemory.copyApart(from + offset, to + target, length);
            RawMemory.copyToArray(to, copied, 0, copied.length);
            assertThat(copied)
                    .as("from an address, length %d, seed %d", length, seed)
                    .isEqualTo(expected);
        }
        NativeMemory.free(from, source.length, MemoryTag.TEST);
        NativeMemory.free(to, copied.length, MemoryTag.TEST);
    }

    /** The copy in line reads and writes without a check for each step: the whole stretch is checked before. */
    @Test
    void shouldNameACopyThatLeavesItsRegion() {
        long from = NativeMemory.allocateZeroed(40, MemoryTag.TEST);
        long to = NativeMemory.allocateZeroed(40, MemoryTag.TEST);
        assertThatThrownBy(() -> RawMemory.copyApart(from + 1, to, 40)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> RawMemory.copyApart(from, to + 1, 40)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> RawMemory.copyApart(from, to, -1)).hasMessageContaining("negative length -1");
        assertThatThrownBy(() -> RawMemory.copyFromArray(new byte[40], 0, to + 1, 40))
                .isInstanceOf(IndexOutOfBoundsException.class);
        NativeMemory.free(from, 40, MemoryTag.TEST);
        NativeMemory.free(to, 40, MemoryTag.TEST);
    }

    @Test
    void shouldRefuseArrayRangesOutsideTheArray() {
        byte[] array = new byte[8];
        assertThatThrownBy(() -> RawMemory.copyFromArray(array, 4, address, 5))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> RawMemory.copyToArray(address, array, -1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldChecksumAsTheJdkDoesWithoutGarbage() {
        byte[] text = "a head race brings water to the wheel".getBytes(StandardCharsets.UTF_8);
        RawMemory.copyFromArray(text, 0, address, text.length);
        CRC32C expected = new CRC32C();
        expected.update(text);
        Crc32c crc = new Crc32c();
        assertThat(crc.of(address, text.length)).isEqualTo((int) expected.getValue());
        assertThat(crc.begin()
                        .add(address, 10)
                        .add(address + 10, text.length - 10)
                        .value())
                .isEqualTo((int) expected.getValue());
        Allocation.assertNone("CRC32C", () -> crc.of(address, 1000));
    }

    @Test
    void shouldCountBytesByTag() {
        long before = NativeMemory.used(MemoryTag.CODEC);
        long some = NativeMemory.allocate(100, MemoryTag.CODEC);
        assertThat(NativeMemory.used(MemoryTag.CODEC)).isEqualTo(before + 100);
        NativeMemory.free(some, 100, MemoryTag.CODEC);
        assertThat(NativeMemory.used(MemoryTag.CODEC)).isEqualTo(before);
    }

    @Test
    void shouldKeepEveryBudgetAboveIt() {
        MemoryBudget outer = MemoryBudget.process().child("outer", 100);
        MemoryBudget inner = outer.child("inner", 80);
        MemoryBudget other = outer.child("other", 80);
        assertThat(inner.tryReserve(60)).isTrue();
        assertThat(other.tryReserve(60)).as("the outer limit").isFalse();
        assertThat(other.reserved()).isZero();
        assertThat(other.tryReserve(40)).isTrue();
        assertThat(inner.tryReserve(1)).isFalse();
        assertThat(inner.available()).isZero();
        inner.release(60);
        other.release(40);
        assertThat(outer.reserved()).isZero();
        assertThatThrownBy(() -> inner.release(1)).isInstanceOf(IllegalStateException.class);
        assertThat(inner.reserved()).as("a refused release changes nothing").isZero();
        assertThatThrownBy(() -> inner.release(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
