package io.headrace.memory.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.RawMemory;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class BlockWriterTest {
    private static final int CAPACITY = 4096;
    private final BlockWriter writer = new BlockWriter();
    private final BlockReader reader = new BlockReader();
    private Scratch block;
    private Scratch input;

    @BeforeEach
    void allocate() {
        block = new Scratch(CAPACITY);
        input = new Scratch(CAPACITY);
    }

    @AfterEach
    void free() {
        block.close();
        input.close();
    }

    private List<byte[]> readBack(int used) {
        assertThat(reader.wrap(block.address, used)).as(reader.problem()).isEqualTo(BlockHealth.SOUND);
        List<byte[]> records = new ArrayList<>();
        while (reader.next()) records.add(Scratch.bytes(reader.recordAddress(), reader.recordLength()));
        assertThat(records).hasSize(reader.recordCount());
        return records;
    }

    @Test
    void shouldReadBackRecordsOfEveryShortLength() {
        for (int length = 0; length < 160; length += 20) readBackFrom(length);
    }

    private void readBackFrom(int shortest) {
        SplittableRandom random = new SplittableRandom(11);
        List<byte[]> expected = new ArrayList<>();
        writer.open(block.address, CAPACITY);
        for (int length = shortest; length < shortest + 20; length++) {
            byte[] record = Scratch.random(random, length);
            RawMemory.copyFromArray(record, 0, input.address, length);
            expected.add(record);
            assertThat(writer.append(input.address, length)).isEqualTo(BlockWriter.APPENDED);
        }
        assertThat(writer.count()).isEqualTo(20);
        assertThat(readBack(writer.seal(1, 1, 0, 0)))
                .usingElementComparator(java.util.Arrays::compare)
                .containsExactlyElementsOf(expected);
    }

    @Test
    void shouldReadBackWhatRandomWritersWrote() {
        for (long seed = 100; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<byte[]> expected = new ArrayList<>();
            writer.open(block.address, CAPACITY);
            for (byte[] record; ; expected.add(record)) {
                record = Scratch.random(random, random.nextInt(300));
                if (write(random, record) == BlockWriter.NO_ROOM) break;
            }
            assertThat(readBack(writer.seal(1, seed, 0, 0)))
                    .as("seed %d", seed)
                    .usingElementComparator(java.util.Arrays::compare)
                    .containsExactlyElementsOf(expected);
        }
    }

    private long write(SplittableRandom random, byte[] record) {
        RawMemory.copyFromArray(record, 0, input.address, record.length);
        return switch (random.nextInt(3)) {
            case 0 -> writer.append(input.address, record.length);
            case 1 -> writer.append(record, 0, record.length);
            default -> encode(random, record);
        };
    }

    private long encode(SplittableRandom random, byte[] record) {
        long to = writer.claim(record.length + random.nextInt(20));
        if (to < 0) return writer.append(record, 0, record.length);
        RawMemory.copy(input.address, to, record.length);
        if (random.nextInt(4) == 0) {
            writer.abort();
            return writer.append(record, 0, record.length);
        }
        writer.commit(record.length);
        return BlockWriter.APPENDED;
    }

    @Test
    void shouldWriteEachHeaderFieldWhereTheDrawingHasIt() {
        writer.open(block.address, CAPACITY);
        writer.append(new byte[] {7, 8, 9}, 0, 3);
        writer.append(new byte[] {1}, 0, 1);
        writer.sourcePosition(new byte[] {0, 'p', 'o', 's'}, 1, 3);
        int used = writer.seal(0x01020304, 0x1112131415161718L, 1_000, 2_000);
        long at = block.address;
        assertThat(used).isEqualTo(128 + 4 + 3 + 4 + 1);
        assertThat(Scratch.bytes(at, 4)).isEqualTo(new byte[] {'H', 'R', 'B', '1'});
        assertThat(RawMemory.getShort(at + 8)).as("version").isEqualTo((short) 1);
        assertThat(RawMemory.getShort(at + 10)).as("flags").isZero();
        assertThat(RawMemory.getInt(at + 12)).as("stream").isEqualTo(0x01020304);
        assertThat(RawMemory.getLong(at + 16)).as("sequence").isEqualTo(0x1112131415161718L);
        assertThat(RawMemory.getInt(at + 24)).as("records").isEqualTo(2);
        assertThat(RawMemory.getInt(at + 28)).as("record bytes").isEqualTo(12);
        assertThat(RawMemory.getLong(at + 32)).as("first arrival").isEqualTo(1_000);
        assertThat(RawMemory.getLong(at + 40)).as("last arrival").isEqualTo(2_000);
        assertThat(RawMemory.getInt(at + 48)).as("timestamps").isZero();
        assertThat(Scratch.bytes(at + 52, 11)).as("reserved").containsOnly(0);
        assertThat(RawMemory.getByte(at + 63)).as("position length").isEqualTo((byte) 3);
        assertThat(Scratch.bytes(at + 64, 4)).as("position").isEqualTo(new byte[] {'p', 'o', 's', 0});
        assertThat(Scratch.bytes(at + 128, 12)).as("records").isEqualTo(new byte[] {3, 0, 0, 0, 7, 8, 9, 1, 0, 0, 0, 1
        });
        CRC32C crc = new CRC32C();
        crc.update(block.bytes(used), 8, used - 8);
        assertThat(RawMemory.getInt(at + 4)).as("checksum").isEqualTo((int) crc.getValue());

        assertThat(reader.wrap(at, CAPACITY)).isEqualTo(BlockHealth.SOUND);
        assertThat(reader.streamId()).isEqualTo(0x01020304);
        assertThat(reader.sequence()).isEqualTo(0x1112131415161718L);
        assertThat(reader.recordCount()).isEqualTo(2);
        assertThat(reader.recordBytes()).isEqualTo(12);
        assertThat(reader.usedLength()).isEqualTo(used);
        assertThat(reader.firstArrivalNanos()).isEqualTo(1_000);
        assertThat(reader.lastArrivalNanos()).isEqualTo(2_000);
        assertThat(reader.checksum()).isEqualTo((int) crc.getValue());
        assertThat(reader.hasTimestamps()).isFalse();
        assertThat(Scratch.bytes(reader.positionAddress(), reader.positionLength()))
                .isEqualTo(new byte[] {'p', 'o', 's'});
    }

    @Test
    void shouldKeepTheLastPositionAndNothingOfALongerOneBefore() {
        writer.open(block.address, CAPACITY);
        writer.sourcePosition(Scratch.random(new SplittableRandom(3), 64), 0, 64);
        RawMemory.putLong(input.address, 5);
        writer.sourcePosition(input.address, 8);
        writer.seal(1, 1, 0, 0);
        reader.wrap(block.address, CAPACITY);
        assertThat(reader.positionLength()).isEqualTo(8);
        assertThat(RawMemory.getLong(reader.positionAddress())).isEqualTo(5);
        assertThat(Scratch.bytes(reader.positionAddress() + 8, 56)).containsOnly(0);
        writer.open(block.address, CAPACITY);
        assertThatThrownBy(() -> writer.sourcePosition(new byte[65], 0, 65))
                .hasMessageContaining("65 bytes; at most 64");
        writer.seal(1, 2, 0, 0);
        assertThat(reader.wrap(block.address, CAPACITY)).isEqualTo(BlockHealth.SOUND);
        assertThat(reader.positionLength()).as("not the last block's").isZero();
    }

    @Test
    void shouldTellAFullBlockFromARecordThatNeverFits() {
        int longest = CAPACITY - 128 - 4;
        writer.open(block.address, CAPACITY);
        assertThat(writer.maxRecordLength()).isEqualTo(longest).isEqualTo(BlockFormat.maxRecordLength(CAPACITY));
        assertThat(writer.append(new byte[longest + 1], 0, longest + 1)).isEqualTo(BlockWriter.TOO_LONG);
        assertThat(writer.claim(longest + 1)).isEqualTo(BlockWriter.TOO_LONG);
        assertThat(writer.append(input.address, Integer.MAX_VALUE)).isEqualTo(BlockWriter.TOO_LONG);
        assertThat(writer.room()).isEqualTo(longest);
        assertThat(writer.append(input.address, longest - 4)).isEqualTo(BlockWriter.APPENDED);
        assertThat(writer.room()).isZero();
        assertThat(writer.append(input.address, 1)).isEqualTo(BlockWriter.NO_ROOM);
        assertThat(writer.claim(1)).isEqualTo(BlockWriter.NO_ROOM);
        assertThat(writer.append(input.address, longest)).isEqualTo(BlockWriter.NO_ROOM);
        assertThat(writer.append(input.address, 0)).as("the last four bytes").isEqualTo(BlockWriter.APPENDED);
        assertThat(writer.room()).isEqualTo(BlockWriter.NO_ROOM);
        assertThat(writer.used()).isEqualTo(CAPACITY);
        assertThat(readBack(writer.seal(1, 1, 0, 0))).hasSize(2);
        writer.open(block.address, CAPACITY);
        assertThat(writer.append(input.address, longest))
                .as("in the next block")
                .isEqualTo(BlockWriter.APPENDED);
    }

    @Test
    void shouldLeaveNoTraceOfAnAbortedClaim() {
        writer.open(block.address, CAPACITY);
        RawMemory.fill(writer.claim(100), 100, (byte) 1);
        writer.abort();
        RawMemory.putByte(writer.claim(100), (byte) 2);
        writer.commit(1);
        assertThat(readBack(writer.seal(1, 1, 0, 0))).containsExactly(new byte[] {2});
    }

    @Test
    void shouldNameMisuse() {
        assertThatThrownBy(() -> writer.append(input.address, 1)).hasMessageContaining("no block is open");
        assertThatThrownBy(() -> writer.claim(1)).hasMessageContaining("no block is open");
        assertThatThrownBy(() -> writer.seal(1, 1, 0, 0)).hasMessageContaining("no block is open");
        assertThatThrownBy(() -> writer.sourcePosition(new byte[1], 0, 1)).hasMessageContaining("no block is open");
        assertThatThrownBy(() -> writer.open(block.address, 128))
                .hasMessageContaining("128 bytes cannot hold a record");
        writer.open(block.address, CAPACITY);
        assertThat(writer.isOpen()).isTrue();
        assertThatThrownBy(() -> writer.commit(0)).hasMessageContaining("without a claim");
        assertThatThrownBy(() -> writer.append(input.address, -1)).hasMessageContaining("negative record length -1");
        writer.claim(10);
        assertThatThrownBy(() -> writer.commit(11)).hasMessageContaining("11 bytes after a claim of 10");
        assertThatThrownBy(() -> writer.commit(-1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writer.seal(1, 1, 0, 0)).hasMessageContaining("between claim and commit");
        writer.commit(10);
        writer.seal(1, 1, 0, 0);
        assertThat(writer.isOpen()).isFalse();
        assertThatThrownBy(() -> writer.append(input.address, 1)).hasMessageContaining("no block is open");
    }

    @Test
    void shouldWriteSealAndReadWithoutGarbage() {
        long[] sum = new long[1];
        RecordVisitor visitor = (address, length) -> sum[0] += length + RawMemory.getByte(address);
        byte[] array = new byte[40];
        Runnable work = () -> {
            writer.open(block.address, CAPACITY);
            for (int i = 0; i < 5; i++) {
                writer.append(input.address, 100);
                writer.append(input.address, 20);
                writer.append(array, 0, 40);
                RawMemory.putLong(writer.claim(50), i);
                writer.commit(8);
            }
            writer.sourcePosition(input.address, 16);
            int used = writer.seal(1, 2, 3, 4);
            reader.wrap(block.address, used);
            while (reader.next()) sum[0] += reader.recordLength();
            reader.wrapTrusted(block.address, used);
            reader.forEach(visitor);
            reader.slice(2, 5);
            reader.resume(reader.mark());
            reader.forEach(visitor);
        };
        Allocation.assertNone("writing, sealing and reading a block", 3_000, 1_000, work);
        assertThat(sum[0]).isPositive();
    }
}
