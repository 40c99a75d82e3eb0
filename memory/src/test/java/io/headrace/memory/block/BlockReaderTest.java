package io.headrace.memory.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class BlockReaderTest {
    private final BlockReader reader = new BlockReader();

    /** A block of records of 0 to 59 bytes whose first byte, if any, is the record's number. */
    private static byte[] sealed(SplittableRandom random, int records) {
        try (Scratch scratch = new Scratch(192 + records * 64)) {
            BlockWriter writer = new BlockWriter();
            writer.open(scratch.address, scratch.length);
            for (int i = 0; i < records; i++) {
                byte[] record = Scratch.random(random, random.nextInt(60));
                if (record.length > 0) record[0] = (byte) i;
                writer.append(record, 0, record.length);
            }
            byte[] position = Scratch.random(random, random.nextInt(65));
            writer.sourcePosition(position, 0, position.length);
            return scratch.bytes(writer.seal(3, random.nextLong(), random.nextLong(), random.nextLong()));
        }
    }

    private static void reseal(byte[] block) {
        CRC32C crc = new CRC32C();
        crc.update(block, 8, block.length - 8);
        for (int i = 0; i < 4; i++) block[4 + i] = (byte) (crc.getValue() >>> (8 * i));
    }

    private static void putInt(byte[] block, int offset, int value) {
        for (int i = 0; i < 4; i++) block[offset + i] = (byte) (value >>> (8 * i));
    }

    private List<byte[]> rest() {
        List<byte[]> records = new ArrayList<>();
        while (reader.next()) records.add(Scratch.bytes(reader.recordAddress(), reader.recordLength()));
        return records;
    }

    @Test
    void shouldNoticeEachFlippedBit() {
        byte[] block = sealed(new SplittableRandom(1), 6);
        for (int bit = 0; bit < block.length * 8; bit++) {
            block[bit / 8] ^= (byte) (1 << (bit % 8));
            try (Scratch scratch = new Scratch(block)) {
                assertThat(reader.wrap(scratch.address, scratch.length))
                        .as("bit %d", bit)
                        .isNotEqualTo(BlockHealth.SOUND);
                assertThat(rest()).isEmpty();
                assertThat(reader.problem()).doesNotContain("sound");
            }
            block[bit / 8] ^= (byte) (1 << (bit % 8));
        }
    }

    @Test
    void shouldNoticeEachCut() {
        byte[] block = sealed(new SplittableRandom(2), 6);
        for (int length = 1; length < block.length; length++) {
            try (Scratch scratch = new Scratch(Arrays.copyOf(block, length))) {
                assertThat(reader.wrap(scratch.address, length)).isEqualTo(BlockHealth.CUT_SHORT);
            }
        }
        assertThat(reader.wrap(0, 0)).isEqualTo(BlockHealth.CUT_SHORT);
    }

    /** Exact-size regions and bounds checks: one byte read outside the block would be a named failure. */
    @Test
    void shouldNeverReadOutsideWhateverTheBytesAre() {
        long seed = 4711;
        SplittableRandom random = new SplittableRandom(seed);
        int sound = 0;
        for (int round = 0; round < 8_000; round++) {
            byte[] block = sealed(random, random.nextInt(8));
            mutate(random, block);
            if (random.nextBoolean()) reseal(block); // then only the structure can give it away
            if (random.nextInt(4) == 0) block = Arrays.copyOf(block, 1 + random.nextInt(block.length));
            try (Scratch scratch = new Scratch(block)) {
                if (reader.wrap(scratch.address, scratch.length) == BlockHealth.SOUND) {
                    sound++;
                    assertThat(rest()).as("seed %d round %d", seed, round).hasSize(reader.recordCount());
                } else {
                    assertThat(reader.problem()).isNotBlank();
                    assertThat(rest()).isEmpty();
                }
                walkTrusted(scratch);
            }
        }
        assertThat(sound).as("mutations that a new checksum hides").isPositive();
    }

    private static void mutate(SplittableRandom random, byte[] block) {
        int[] interesting = {0, 1, -1, 3, 4, 5, 127, 128, Integer.MAX_VALUE, Integer.MIN_VALUE, block.length, 1 << 16};
        int mutations = 1 + random.nextInt(3);
        for (int i = 0; i < mutations; i++) {
            int lengths = random.nextInt(4);
            int at = lengths == 0
                    ? BlockFormat.RECORD_BYTES_OFFSET
                    : lengths == 1 ? BlockFormat.RECORD_COUNT_OFFSET : random.nextInt(block.length - 3);
            if (random.nextBoolean()) putInt(block, at, interesting[random.nextInt(interesting.length)]);
            else block[at] ^= (byte) (1 + random.nextInt(255));
        }
    }

    private void walkTrusted(Scratch scratch) {
        if (reader.wrapTrusted(scratch.address, scratch.length) != BlockHealth.SOUND) return;
        try {
            rest();
            reader.rewind();
            reader.forEach((address, length) -> Scratch.bytes(address, length));
            reader.slice(0, reader.recordCount());
        } catch (CorruptDataException e) {
            assertThat(e).hasMessageContaining("a record of length");
        }
    }

    @Test
    void shouldSayWhatIsWrong() {
        byte[] good = sealed(new SplittableRandom(5), 3);
        assertProblem(good, 0, 'X', BlockHealth.NOT_A_BLOCK, "not a block: it begins with 0x31425258");
        assertProblem(good, BlockFormat.VERSION_OFFSET, 2, BlockHealth.UNKNOWN_VERSION, "block of version 2");
        assertProblem(good, BlockFormat.FLAGS_OFFSET, 2, BlockHealth.UNKNOWN_VERSION, "flags 0x2");
        assertProblem(good, BlockFormat.POSITION_LENGTH_OFFSET, 65, BlockHealth.BAD_HEADER, "65 cannot be");
        assertProblem(good, BlockFormat.TIMESTAMPS_OFFSET, 8, BlockHealth.BAD_HEADER, "8 cannot be");
        assertProblem(good, BlockFormat.RECORD_COUNT_OFFSET, 4, BlockHealth.BAD_RECORDS, "4 records");
        assertProblem(good, BlockFormat.RECORD_BYTES_OFFSET + 3, 0x80, BlockHealth.BAD_HEADER, "cannot be");
        assertProblem(good, BlockFormat.RECORD_BYTES_OFFSET + 3, 0x70, BlockHealth.CUT_SHORT, "only " + good.length);
        assertProblem(good, BlockFormat.HEADER_LENGTH + 3, 0xff, BlockHealth.BAD_RECORDS, "do not add up");
        byte[] damaged = good.clone();
        damaged[BlockFormat.SEQUENCE_OFFSET]++;
        try (Scratch scratch = new Scratch(damaged)) {
            assertThat(reader.wrap(scratch.address, scratch.length)).isEqualTo(BlockHealth.BAD_CHECKSUM);
            assertThat(reader.health()).isEqualTo(BlockHealth.BAD_CHECKSUM);
            assertThat(reader.problem()).contains("CRC32C 0x");
            assertThatThrownBy(() -> reader.wrapOrThrow(scratch.address, scratch.length))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("CRC32C");
        }
    }

    private void assertProblem(byte[] good, int offset, int value, BlockHealth health, String words) {
        byte[] block = good.clone();
        block[offset] = (byte) value;
        reseal(block);
        try (Scratch scratch = new Scratch(block)) {
            assertThat(reader.wrap(scratch.address, scratch.length)).isEqualTo(health);
            assertThat(reader.problem()).contains(words);
        }
    }

    @Test
    void shouldThrowWhereATrustedBlockIsDamagedAfterAll() {
        byte[] block = sealed(new SplittableRandom(6), 3);
        putInt(block, BlockFormat.HEADER_LENGTH, 1 << 20);
        try (Scratch scratch = new Scratch(block)) {
            assertThat(reader.wrapTrusted(scratch.address, scratch.length)).isEqualTo(BlockHealth.SOUND);
            assertThatThrownBy(reader::next)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("stream 3, block " + reader.sequence())
                    .hasMessageContaining("at byte 128")
                    .hasMessageContaining("length 1048576");
            assertThatThrownBy(() -> reader.forEach((address, length) -> {})).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void shouldShowTheSameRecordsByNextByVisitorAndInSlices() {
        byte[] block = sealed(new SplittableRandom(7), 20);
        try (Scratch scratch = new Scratch(block)) {
            List<byte[]> all = new ArrayList<>();
            reader.wrapOrThrow(scratch.address, scratch.length);
            List<byte[]> expected = rest();
            reader.rewind();
            reader.forEach((address, length) -> all.add(Scratch.bytes(address, length)));
            assertSame(all, expected);
            assertThat(reader.next()).as("nothing is left").isFalse();
            for (int from = 0; from <= 20; from++) {
                for (int to = from; to <= 20; to++) {
                    reader.slice(from, to);
                    assertSame(rest(), expected.subList(from, to));
                }
            }
            reader.rewind();
            assertSame(rest(), expected);
        }
    }

    /** The visitor's loop goes faster over records of one length; what follows them must not be lost, nor believed. */
    @Test
    void shouldShowWhatFollowsRecordsOfOneLength() {
        for (int[] lengths :
                new int[][] {{}, {0}, {8}, {0, 0, 0}, {8, 8, 8}, {8, 8, 8, 3}, {8, 8, 9, 8, 8}, {0, 0, 5}, {5, 0, 0}}) {
            try (Scratch scratch = new Scratch(512)) {
                BlockWriter writer = new BlockWriter();
                writer.open(scratch.address, scratch.length);
                for (int i = 0; i < lengths.length; i++)
                    writer.append(new byte[] {(byte) i, 2, 3, 4, 5, 6, 7, 8, 9}, 0, lengths[i]);
                int used = writer.seal(3, 1, 0, 0);
                reader.wrapOrThrow(scratch.address, used);
                List<byte[]> expected = rest();
                assertThat(expected)
                        .extracting(record -> record.length)
                        .containsExactly(Arrays.stream(lengths).boxed().toArray(Integer[]::new));
                reader.rewind();
                List<byte[]> shown = new ArrayList<>();
                reader.forEach((address, length) -> shown.add(Scratch.bytes(address, length)));
                assertSame(shown, expected);
            }
        }
    }

    @Test
    void shouldThrowAtADamagedLengthBehindRecordsOfOneLength() {
        for (int damage : new int[] {-1, Integer.MIN_VALUE, 9, 13, 7, 1 << 20}) {
            try (Scratch scratch = new Scratch(128 + 3 * 12)) {
                BlockWriter writer = new BlockWriter();
                writer.open(scratch.address, scratch.length);
                for (int i = 0; i < 3; i++) writer.append(new byte[8], 0, 8);
                writer.seal(3, 1, 0, 0);
                RawMemory.putInt(scratch.address + 128 + 2 * 12, damage);
                assertThat(reader.wrapTrusted(scratch.address, scratch.length)).isEqualTo(BlockHealth.SOUND);
                List<Integer> shown = new ArrayList<>();
                assertThatThrownBy(() -> reader.forEach((address, length) -> shown.add(length)))
                        .as("length %d", damage)
                        .isInstanceOf(CorruptDataException.class);
                assertThat(shown.subList(0, 2)).containsExactly(8, 8);
            }
        }
    }

    @Test
    void shouldGoBackToAMark() {
        byte[] block = sealed(new SplittableRandom(8), 10);
        try (Scratch scratch = new Scratch(block)) {
            List<byte[]> expected = new ArrayList<>();
            reader.wrapOrThrow(scratch.address, scratch.length);
            for (int i = 0; i < 4; i++) reader.next();
            int mark = reader.mark();
            expected.addAll(rest());
            assertThat(expected).hasSize(6);
            reader.resume(mark);
            assertSame(rest(), expected);
            BlockReader other = new BlockReader().wrapOrThrow(scratch.address, scratch.length);
            other.resume(mark);
            assertThat(other.next()).isTrue();
            assertThat(other.indexOf(other.recordAddress())).isEqualTo(4);
            assertThat(other.indexOf(other.recordAddress() + 1)).isEqualTo(-1);
            assertThatThrownBy(() -> other.resume(127)).hasMessageContaining("mark 127");
            assertThatThrownBy(() -> other.resume(block.length + 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> other.slice(3, 11)).hasMessageContaining("records 3 to 11 of a block with 10");
            assertThatThrownBy(() -> other.slice(3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void shouldReadAColumnOfTimestamps() {
        byte[] plain = sealed(new SplittableRandom(9), 5);
        int column = (plain.length + 7) & -8;
        byte[] block = Arrays.copyOf(plain, column + 5 * 8);
        for (int i = 0; i < 5; i++) putInt(block, column + 8 * i, 1000 + i);
        block[BlockFormat.FLAGS_OFFSET] = BlockFormat.FLAG_TIMESTAMPS;
        putInt(block, BlockFormat.TIMESTAMPS_OFFSET, column);
        reseal(block);
        try (Scratch scratch = new Scratch(block)) {
            reader.wrapOrThrow(scratch.address, scratch.length);
            assertThat(reader.hasTimestamps()).isTrue();
            assertThat(reader.usedLength()).isEqualTo(block.length);
            for (int i = 0; i < 5; i++) assertThat(reader.timestamp(i)).isEqualTo(1000 + i);
            assertThatThrownBy(() -> reader.timestamp(5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(rest()).hasSize(5);
            RawMemory.putByte(scratch.address + block.length - 1, (byte) 1);
            assertThat(reader.wrap(scratch.address, scratch.length)).isEqualTo(BlockHealth.BAD_CHECKSUM);
        }
        try (Scratch scratch = new Scratch(Arrays.copyOf(block, block.length - 1))) {
            assertThat(reader.wrap(scratch.address, scratch.length)).isEqualTo(BlockHealth.CUT_SHORT);
        }
        try (Scratch scratch = new Scratch(plain)) {
            reader.wrapOrThrow(scratch.address, scratch.length);
            assertThatThrownBy(() -> reader.timestamp(0)).hasMessageContaining("without timestamps");
        }
    }

    @Test
    void shouldHoldNothingBeforeTheFirstWrap() {
        assertThat(reader.next()).isFalse();
        assertThat(reader.recordCount()).isZero();
    }

    private static void assertSame(List<byte[]> actual, List<byte[]> expected) {
        assertThat(actual).usingElementComparator(Arrays::compare).containsExactlyElementsOf(expected);
    }
}
