package io.headrace.memory.storage;

import static io.headrace.StorageLevel.DISK_ONLY;
import static io.headrace.StorageLevel.MEMORY_AND_DISK_SER;
import static io.headrace.StorageLevel.MEMORY_ONLY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.StorageLevel;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.Block;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.testing.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class BlockStoreTest {
    private static final int FULL = BlockFormat.maxRecordLength(Blocks.SIZE);
    private static final int MAX = 4;

    @TempDir
    Path directory;

    private FullDisk disk;
    private SpillFile spill;
    private Blocks blocks;
    private BlockStore store;

    @BeforeEach
    void create() throws IOException {
        disk = new FullDisk(directory.resolve("spill"));
        spill = new SpillFile(disk, 1 << 24);
        blocks = new Blocks(MAX, spill);
        store = blocks.store;
    }

    @AfterEach
    void close() {
        blocks.close();
        assertThat(spill.usedBytes()).as("places that nobody gave back").isZero();
        spill.close();
    }

    private void put(long id, int length, StorageLevel level) {
        assertThat(blocks.put(id, length, level)).as("put of %d", id).isTrue();
    }

    private void assertPlaces(String... places) {
        for (String place : places) {
            long id = Long.parseLong(place.substring(1));
            Lookup expected = place.charAt(0) == 'm' ? Lookup.IN_MEMORY : Lookup.LOADED;
            assertThat(blocks.check(id, FULL)).as(place).isEqualTo(expected);
        }
    }

    @Test
    void shouldHoldAQueuedBlockWhereItWasFilled() {
        Block block = requireNonNull(blocks.sealed(7, 1_000));
        assertThat(store.put(7, block, MEMORY_AND_DISK_SER)).isTrue();
        assertThat(store.get(7, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.IN_MEMORY);
        assertThat(blocks.lease.address()).isEqualTo(block.address());
        assertThat(blocks.lease.length()).isEqualTo(block.used());
        blocks.assertContents(7, 1_000);
        blocks.lease.close();
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.bytesInMemory()).isEqualTo(block.used());
        assertThat(store.remove(7)).isTrue();
        assertThat(store.contains(7)).isFalse();
        assertThat(store.remove(7)).isFalse();
        assertThat(store.get(7, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.UNKNOWN);
        assertThat(blocks.pool.inUse()).isZero();
    }

    @Test
    void shouldKeepTheOldestQueuedBlocksInMemory() {
        for (int id = 1; id <= 7; id++) put(id, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("m1", "m2", "m3", "m4", "d5", "d6", "d7");
        assertThat(store.makeRoom(2)).isTrue();
        assertPlaces("m1", "m2", "d3", "d4", "d5", "d6", "d7");
        assertThat(store.evictions()).isEqualTo(2);
        assertThat(spill.writes()).isEqualTo(5);
        store.remove(1);
        put(8, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("m2", "m8", "d3", "d7");
        assertThat(store.heldBlocks()).isEqualTo(2);
    }

    @Test
    void shouldEvictKeptBlocksBeforeQueuedOnesNewestFirst() {
        for (int id = 1; id <= 4; id++) put(id, FULL, MEMORY_AND_DISK_SER);
        store.keep(1);
        store.keep(2);
        put(5, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("m1", "d2", "m3", "m4", "m5");
        put(6, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("d1", "d2", "m3", "m4", "m5", "m6");
        put(7, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("d1", "d2", "m3", "m4", "m5", "m6", "d7");
        assertThat(store.keep(7)).as("also a block on disk").isTrue();
        assertThat(store.keep(99)).isFalse();
    }

    @Test
    void shouldNeverEvictALevelWithoutDisk() {
        put(1, FULL, MEMORY_ONLY);
        put(2, FULL, MEMORY_ONLY);
        put(3, FULL, MEMORY_AND_DISK_SER);
        put(4, FULL, MEMORY_ONLY);
        store.keep(2);
        put(5, FULL, MEMORY_ONLY);
        assertPlaces("m1", "m2", "d3", "m4", "m5");
        assertThat(blocks.put(6, FULL, MEMORY_ONLY)).as("no room").isFalse();
        assertThat(store.makeRoom(1)).isFalse();
        assertThat(store.refusals()).isEqualTo(1);
        assertThat(store.contains(6)).isFalse();
        put(7, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("m1", "m2", "d3", "m4", "m5", "d7");
        store.remove(2);
        put(6, FULL, MEMORY_ONLY);
        assertPlaces("m1", "m4", "m5", "m6");
    }

    @Test
    void shouldPutDiskOnlyOnDiskAtOnce() {
        put(1, 500, DISK_ONLY);
        assertThat(store.heldBlocks()).isZero();
        assertThat(blocks.pool.inUse()).isZero();
        assertThat(spill.usedBytes()).as("used bytes only").isEqualTo(1_024);
        assertThat(blocks.check(1, 500)).isEqualTo(Lookup.LOADED);
        disk.full = true;
        assertThat(blocks.put(2, 500, DISK_ONLY)).isFalse();
        assertThat(blocks.pool.inUse()).as("given back").isZero();
    }

    @Test
    void shouldPackWhatOutlivesItsBatch() {
        for (int id = 1; id <= 400; id++) {
            put(id, 200, MEMORY_AND_DISK_SER);
            store.keep(id);
        }
        assertThat(store.heldBlocks()).as("384 bytes each").isEqualTo(3);
        assertThat(blocks.pool.inUse()).isEqualTo(3);
        assertThat(store.bytesInMemory()).isEqualTo(400 * (128 + 4 + 200));
        for (int id = 1; id <= 400; id++) assertThat(blocks.check(id, 200)).isEqualTo(Lookup.IN_MEMORY);
        assertThat(store.makeRoom(2)).isTrue();
        assertThat(store.heldBlocks()).isEqualTo(2);
        assertThat(spill.usedBytes()).isEqualTo(store.evictions() * 512).isPositive();
        assertThat(blocks.check(1, 200)).as("the oldest").isEqualTo(Lookup.IN_MEMORY);
        assertThat(blocks.check(400, 200)).as("the newest").isEqualTo(Lookup.LOADED);
        for (int id = 1; id <= 400; id++) {
            blocks.check(id, 200);
            store.remove(id);
        }
        assertThat(blocks.pool.inUse()).isZero();
        assertThat(store.bytesInMemory()).isZero();
    }

    @Test
    void shouldPackFixedBlocksApart() {
        for (int id = 1; id <= 20; id++) {
            put(id, 200, id % 2 == 0 ? MEMORY_ONLY : MEMORY_AND_DISK_SER);
            store.keep(id);
        }
        assertThat(store.heldBlocks()).isEqualTo(2);
        assertThat(store.makeRoom(3)).isTrue();
        assertThat(store.makeRoom(4)).isFalse();
        for (int id = 1; id <= 20; id++)
            assertThat(blocks.check(id, 200)).isEqualTo(id % 2 == 0 ? Lookup.IN_MEMORY : Lookup.LOADED);
    }

    @Test
    void shouldWriteNothingForWhatLiesInTheLog() {
        MapHome log = new MapHome();
        for (long id = 1; id <= 6; id++)
            assertThat(blocks.putLogged(id, FULL, MEMORY_AND_DISK_SER, log)).isTrue();
        store.makeRoom(3);
        assertPlaces("m1", "d2", "d3", "d4", "d5", "d6");
        assertThat(store.evictions()).isEqualTo(3);
        assertThat(blocks.putLogged(7, FULL, DISK_ONLY, log)).isTrue();
        assertPlaces("d7");
        assertThat(spill.writes()).isZero();
        store.get(6, blocks.lease, blocks.scratch, Blocks.SIZE);
        int checksum = RawMemory.getInt(blocks.lease.address() + BlockFormat.CRC_OFFSET);
        store.putAtHome(60, log, 6, blocks.lease.length(), checksum);
        blocks.lease.close();
        assertThat(store.get(60, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.LOADED);
        blocks.assertContents(6, FULL);
        blocks.lease.close();
    }

    @Test
    void shouldLoseNothingWhenTheDiskIsFull() {
        MapHome log = new MapHome();
        assertThat(blocks.putLogged(1, FULL, MEMORY_AND_DISK_SER, log)).isTrue();
        for (int id = 2; id <= 4; id++) put(id, FULL, MEMORY_AND_DISK_SER);
        store.keep(4);
        disk.full = true;
        put(5, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("d1", "m2", "m3", "m4", "m5");
        assertThat(blocks.put(6, FULL, MEMORY_AND_DISK_SER))
                .as("nothing else is on disk")
                .isFalse();
        assertThat(store.makeRoom(1)).isFalse();
        assertPlaces("d1", "m2", "m3", "m4", "m5");
        assertThat(spill.problem()).contains("No space left");
        disk.full = false;
        put(6, FULL, MEMORY_AND_DISK_SER);
        assertPlaces("d1", "m2", "m3", "d4", "m5", "m6");
    }

    @Test
    void shouldLetNoMoreOutOfMemoryThanTheLimitSays() {
        try (SpillFile file = SpillFile.create(directory.resolve("limited"), 1 << 24);
                Blocks limited = new Blocks(2, file, 2L * Blocks.SIZE + 100)) {
            MapHome log = new MapHome();
            BlockStore held = limited.store;
            for (int id = 1; id <= 3; id++)
                assertThat(limited.put(id, FULL, MEMORY_AND_DISK_SER)).isTrue();
            assertThat(limited.putLogged(4, FULL, DISK_ONLY, log)).isTrue();
            assertThat(held.bytesOutside()).isEqualTo(2L * Blocks.SIZE);
            assertThat(limited.put(5, FULL, MEMORY_AND_DISK_SER)).isFalse();
            assertThat(limited.putLogged(5, FULL, MEMORY_AND_DISK_SER, log))
                    .as("the log counts")
                    .isFalse();
            assertThat(limited.put(5, FULL, DISK_ONLY)).isFalse();
            held.keep(1);
            assertThat(held.makeRoom(1)).as("nor what is kept").isFalse();
            assertThat(held.limitRefusals()).isPositive();
            assertThat(held.bytesOutside()).isEqualTo(2L * Blocks.SIZE);
            held.remove(4);
            assertThat(limited.put(5, FULL, MEMORY_AND_DISK_SER)).isTrue();
            assertThat(limited.check(1, FULL)).as("kept, so it goes first").isEqualTo(Lookup.LOADED);
            assertThat(limited.check(5, FULL)).isEqualTo(Lookup.IN_MEMORY);
            for (int id = 1; id <= 5; id++) held.remove(id);
            assertThat(held.bytesOutside()).isZero();
        }
    }

    @Test
    void shouldGoBeyondTheLimitForABlockWithoutWhichNoneCanBeRemoved() {
        try (SpillFile file = SpillFile.create(directory.resolve("limited"), Blocks.SIZE);
                Blocks limited = new Blocks(1, file, Blocks.SIZE)) {
            assertThat(limited.put(1, FULL, MEMORY_AND_DISK_SER)).isTrue();
            assertThat(limited.put(2, FULL, MEMORY_AND_DISK_SER)).isTrue();
            Block third = requireNonNull(limited.sealed(3, FULL));
            assertThat(limited.store.put(3, third, MEMORY_AND_DISK_SER)).isFalse();
            assertThat(limited.store.putBeyondLimit(3, third, MEMORY_AND_DISK_SER, null, 0))
                    .isTrue();
            assertThat(limited.store.bytesOutside()).isEqualTo(2L * Blocks.SIZE);
            for (int id = 1; id <= 3; id++) limited.check(id, FULL);
        }
    }

    @Test
    void shouldNotCountAsOutsideWhatAFullDiskKeepsInMemory() {
        for (int id = 1; id <= 4; id++) put(id, FULL, MEMORY_AND_DISK_SER);
        disk.full = true;
        assertThat(store.makeRoom(1)).isFalse();
        assertThat(store.bytesOutside()).isZero();
        disk.full = false;
        assertThat(store.makeRoom(1)).isTrue();
        assertThat(store.bytesOutside()).isEqualTo(Blocks.SIZE);
    }

    @Test
    void shouldEvictWithoutASpillFileOnceWhatNeededItIsGone() {
        try (Blocks memory = new Blocks(1, null)) {
            assertThat(memory.put(1, 300, MEMORY_AND_DISK_SER)).isTrue();
            memory.store.keep(1);
            assertThat(memory.store.makeRoom(1)).isFalse();
            memory.store.remove(1);
        }
        try (Blocks memory = new Blocks(2, null)) {
            assertThat(memory.put(1, 300, MEMORY_AND_DISK_SER)).isTrue();
            assertThat(memory.putLogged(2, 300, MEMORY_AND_DISK_SER, new MapHome()))
                    .isTrue();
            memory.store.keep(1);
            memory.store.keep(2);
            assertThat(memory.store.makeRoom(2)).isFalse();
            memory.store.remove(1);
            assertThat(memory.store.makeRoom(2)).isTrue();
        }
    }

    @Test
    void shouldLeaveBlocksInMemoryWhenThereIsNoSpillFile() {
        try (Blocks memory = new Blocks(2, null)) {
            assertThat(memory.put(1, 100, MEMORY_AND_DISK_SER)).isTrue();
            assertThat(memory.put(2, 100, MEMORY_AND_DISK_SER)).isTrue();
            assertThat(memory.put(3, 100, MEMORY_AND_DISK_SER)).isFalse();
            assertThat(memory.put(4, 100, DISK_ONLY)).isFalse();
            assertThat(memory.check(1, 100)).isEqualTo(Lookup.IN_MEMORY);
        }
    }

    @Test
    void shouldKeepTheBytesOfAnOpenLease() {
        put(1, FULL, MEMORY_AND_DISK_SER);
        put(2, 300, MEMORY_AND_DISK_SER);
        store.keep(2);
        put(3, 300, MEMORY_AND_DISK_SER);
        BlockLease lease = blocks.lease;
        assertThat(store.get(3, lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.IN_MEMORY);
        assertThat(store.makeRoom(MAX)).as("one is being read").isFalse();
        assertThat(store.heldBlocks()).isEqualTo(1);
        store.keep(3);
        blocks.scribble();
        blocks.assertContents(3, 300);
        store.remove(3);
        blocks.scribble();
        assertThat(store.contains(3)).isFalse();
        blocks.assertContents(3, 300);
        assertThatThrownBy(store::close).hasMessageContaining("1 leases on stored blocks are still open");
        assertThatThrownBy(() -> store.get(1, lease, blocks.scratch, Blocks.SIZE))
                .hasMessageContaining("still holds block 3");
        lease.close();
        lease.close();
        assertThat(lease.isOpen()).isFalse();
        assertThatThrownBy(lease::address).hasMessageContaining("not open");
        assertThat(store.heldBlocks()).isZero();
        assertPlaces("d1");
    }

    @Test
    void shouldKeepTheBytesOfAKeptAndLoggedBlockThatIsRead() {
        MapHome log = new MapHome();
        put(1, 300, MEMORY_AND_DISK_SER);
        store.keep(1);
        assertThat(blocks.putLogged(2, 300, MEMORY_AND_DISK_SER, log)).isTrue();
        store.get(2, blocks.lease, blocks.scratch, Blocks.SIZE);
        long address = blocks.lease.address();
        store.keep(2); // would be packed behind 1, were it not read
        blocks.scribble();
        blocks.assertContents(2, 300);
        blocks.lease.close();
        assertThat(store.get(2, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.IN_MEMORY);
        assertThat(blocks.lease.address()).isEqualTo(address);
        blocks.lease.close();
    }

    @Test
    void shouldKeepTheBytesUntilTheLastOfTwoLeasesIsClosed() {
        put(1, FULL, MEMORY_AND_DISK_SER);
        BlockLease other = new BlockLease();
        store.get(1, blocks.lease, blocks.scratch, Blocks.SIZE);
        store.get(1, other, blocks.scratch, Blocks.SIZE);
        store.remove(1);
        other.close();
        assertThat(store.heldBlocks()).isEqualTo(1);
        blocks.scribble();
        blocks.assertContents(1, FULL);
        blocks.lease.close();
        assertThat(store.heldBlocks()).isZero();
    }

    @Test
    void shouldLetAReaderInWhileABlockIsWritten() {
        MapHome log = new MapHome();
        put(1, 300, MEMORY_AND_DISK_SER);
        store.keep(1);
        assertThat(blocks.putLogged(2, 300, MEMORY_AND_DISK_SER, log)).isTrue();
        store.keep(2); // on the same shelf, and needs no write
        assertThat(store.heldBlocks()).isEqualTo(1);
        BlockLease other = new BlockLease();
        disk.during = () -> {
            store.get(1, blocks.lease, blocks.scratch, Blocks.SIZE);
            assertThat(store.get(2, other, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.LOADED);
            other.close();
            store.get(1, other, blocks.scratch, Blocks.SIZE);
        };
        assertThat(store.makeRoom(MAX)).as("not while it is read").isFalse();
        disk.during = () -> {};
        put(3, 300, MEMORY_AND_DISK_SER);
        store.keep(3);
        assertThat(store.heldBlocks())
                .as("nothing more goes on a shelf that leaves")
                .isEqualTo(2);
        other.close();
        blocks.scribble();
        blocks.assertContents(1, 300);
        blocks.lease.close();
        assertThat(store.heldBlocks()).as("left with its last reader").isEqualTo(1);
        assertThat(blocks.check(1, 300)).isEqualTo(Lookup.LOADED);
        assertThat(blocks.check(3, 300)).isEqualTo(Lookup.IN_MEMORY);
        assertThat(store.makeRoom(MAX)).isTrue();
        assertThat(blocks.check(3, 300)).isEqualTo(Lookup.LOADED);
    }

    @Test
    void shouldForgetABlockThatIsRemovedWhileItIsWritten() {
        put(1, FULL, MEMORY_AND_DISK_SER);
        disk.during = () -> assertThat(store.remove(1)).isTrue();
        assertThat(store.makeRoom(MAX)).isTrue();
        assertThat(store.heldBlocks()).isZero();
        assertThat(spill.usedBytes()).isZero();
        assertThat(store.size()).isZero();
        put(1, FULL, MEMORY_AND_DISK_SER);
        disk.full = true;
        assertThat(store.makeRoom(MAX)).as("gone, though not written").isTrue();
        assertThat(store.heldBlocks()).isZero();
    }

    @Test
    void shouldEvictABlockThatIsKeptWhileItIsWritten() {
        put(1, FULL, MEMORY_AND_DISK_SER);
        put(2, 100, MEMORY_AND_DISK_SER);
        disk.during = () -> store.keep(2);
        assertThat(store.makeRoom(MAX - 1)).isTrue();
        disk.during = () -> {};
        assertPlaces("m1");
        assertThat(blocks.check(2, 100)).isEqualTo(Lookup.LOADED);
        put(3, 100, MEMORY_AND_DISK_SER);
        store.keep(3);
        assertThat(blocks.check(3, 100)).isEqualTo(Lookup.IN_MEMORY);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLookAtAllOfABlockWhereItsHomeDoesNot(boolean isChecked) {
        MapHome log = new MapHome(isChecked);
        Block block = requireNonNull(blocks.sealed(1, 100));
        log.add(10, block.address(), block.used());
        requireNonNull(log.blocks.get(10L))[block.used() - 1]++;
        store.put(1, block, DISK_ONLY, log, 10);
        assertThat(store.get(1, blocks.lease, blocks.scratch, Blocks.SIZE))
                .isEqualTo(isChecked ? Lookup.LOADED : Lookup.UNREADABLE);
        blocks.lease.close();
    }

    @Test
    void shouldKeepThePlaceOnDiskOfAnOpenLease() {
        put(1, 100, DISK_ONLY);
        assertThat(store.get(1, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.LOADED);
        store.remove(1);
        assertThat(spill.usedBytes()).isEqualTo(512);
        blocks.lease.close();
        assertThat(spill.usedBytes()).isZero();
    }

    @Test
    void shouldNameFileAndOffsetOfADamagedBlock() throws IOException {
        put(1, FULL, DISK_ONLY);
        put(2, FULL, DISK_ONLY);
        try (FileChannel channel = FileChannel.open(disk.path(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), Blocks.SIZE + 5_000);
        }
        assertPlaces("d1");
        assertThat(store.get(2, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.UNREADABLE);
        assertThat(blocks.lease.isOpen()).isFalse();
        assertThat(blocks.lease.problem())
                .contains("block 2 came back damaged from " + disk.path() + " at offset 65536")
                .contains("CRC32C");
        assertThat(store.remove(2)).isTrue();
        assertThat(spill.usedBytes()).isEqualTo(Blocks.SIZE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNameASoundBlockThatIsNotTheRightOne(boolean isChecked) {
        MapHome log = new MapHome(isChecked);
        Block block = requireNonNull(blocks.sealed(1, 100));
        Block other = requireNonNull(blocks.sealed(2, 100));
        log.add(10, other.address(), other.used());
        other.release();
        store.put(1, block, DISK_ONLY, log, 10);
        assertThat(store.get(1, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.UNREADABLE);
        assertThat(blocks.lease.problem()).contains("log at 10: another block lies there");
        log.blocks.clear();
        assertThat(store.get(1, blocks.lease, blocks.scratch, Blocks.SIZE)).isEqualTo(Lookup.UNREADABLE);
        assertThat(blocks.lease.problem()).isEqualTo("block 1 cannot be read back from log at 10");
    }

    @Test
    void shouldNameWrongUse() {
        Block block = requireNonNull(blocks.sealed(1, 100));
        assertThatThrownBy(() -> store.put(1, block, StorageLevel.NONE)).hasMessageContaining("NONE keeps nothing");
        assertThatThrownBy(() -> store.put(1, block, StorageLevel.MEMORY_ONLY_2))
                .hasMessageContaining("wants copies");
        block.used(0);
        assertThatThrownBy(() -> store.put(1, block, MEMORY_ONLY)).hasMessageContaining("block 1 is not sealed");
        block.release();
        put(1, 100, MEMORY_ONLY);
        Block twin = requireNonNull(blocks.sealed(1, 100));
        assertThatThrownBy(() -> store.put(1, twin, MEMORY_ONLY)).hasMessageContaining("stored already");
        assertThatThrownBy(() -> store.put(1, twin, DISK_ONLY)).hasMessageContaining("stored already");
        twin.release();
        assertThatThrownBy(() -> store.makeRoom(MAX + 1)).hasMessageContaining("room for 5 blocks in a store of 4");
        assertThatThrownBy(() -> new BlockStore(blocks.pool, 7, null)).hasMessageContaining("7 blocks on a pool of 6");
        assertThatThrownBy(() -> new BlockStore(blocks.pool, 4, null, 1_000))
                .hasMessageContaining("1000 bytes outside memory at most; a block of 65536 must fit");
        put(2, 100, DISK_ONLY);
        assertThatThrownBy(() -> store.get(2, blocks.lease, blocks.scratch, 100))
                .hasMessageContaining("scratch of 100");
        assertThat(blocks.lease.isOpen()).isFalse();
        try (BlockPool foreign = requireNonNull(BlockPool.tryCreate(Blocks.SIZE, 1, MemoryBudget.process()))) {
            Block alien = requireNonNull(foreign.acquire());
            assertThatThrownBy(() -> store.put(9, alien, MEMORY_ONLY)).hasMessageContaining("not of this store's pool");
            alien.release();
        }
        Block late = requireNonNull(blocks.sealed(3, 100));
        store.close();
        assertThatThrownBy(() -> store.put(3, late, MEMORY_ONLY)).hasMessageContaining("after the store was closed");
        late.release();
    }
}
