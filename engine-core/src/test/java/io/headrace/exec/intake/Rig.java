package io.headrace.exec.intake;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.StorageLevel;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.Recovery;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.codec.LongCodec;
import io.headrace.memory.storage.BlockLease;
import io.headrace.memory.storage.BlockStore;
import io.headrace.memory.storage.Lookup;
import io.headrace.memory.storage.SpillFile;
import io.headrace.source.BatchSource;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.disk.DirectoryLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An intake with fake feeds, a manual clock and a real log, all moved by the test's own thread. */
final class Rig implements AutoCloseable {
    static final long ZERO = 1_000_000;
    static final long INTERVAL = 10;
    static final int BLOCK = BlockPool.MIN_BLOCK_SIZE;

    final ManualClock clock = new ManualClock();
    final TestDisk disk = new TestDisk();
    final IntakeCounters counters = IntakeCounters.detached();
    final TrimPoint trimPoint = new TrimPoint();
    final List<IntakeInput> inputs = new ArrayList<>();
    final List<FakeFeed> feeds = new ArrayList<>();
    final BlockPool pool;
    BlockStore store;
    ContextSettings settings = new ContextSettings(INTERVAL, ZERO, 256, 1, 4);
    Recovered recovered = Recovered.NOTHING;
    JournalTypes types = new JournalTypes(true);

    @Nullable
    Log log;

    @Nullable
    LogHome home;

    @Nullable
    SyncAgent sync;

    private @Nullable SpillFile spill;
    private @Nullable Intake intake;
    private final long scratch = NativeMemory.allocate(BLOCK, MemoryTag.TEST);
    private final BlockLease lease = new BlockLease();
    long rollBytes = 1 << 20;
    DeltaVisitor visitor = DeltaVisitor.NONE;
    int jobWakes;
    int timesFull;

    /** @param maxBlocks of the store */
    Rig(int maxBlocks) {
        pool = requireNonNull(BlockPool.tryCreate(BLOCK, maxBlocks + 64, MemoryBudget.process()));
        store = new BlockStore(pool, maxBlocks, null);
        clock.millis = ZERO;
    }

    Rig spillInto(Path file) {
        spill = SpillFile.create(file, 1 << 24);
        store.close();
        store = new BlockStore(pool, pool.blockCount() - 64, spill);
        return this;
    }

    Rig stream(StorageLevel level, long rememberMillis) {
        FakeFeed feed = new FakeFeed(inputs.size(), pool);
        feeds.add(feed);
        inputs.add(new IntakeInput.Received(feed, level, rememberMillis));
        return this;
    }

    Rig stream() {
        return stream(StorageLevel.MEMORY_AND_DISK_SER, 0);
    }

    /** An input of explicit batches of longs. */
    Rig explicit(BatchSource<Long> source, long rememberMillis) {
        inputs.add(new IntakeInput.Explicit("lists", source, LongCodec.INSTANCE, rememberMillis));
        return this;
    }

    /** The ring of a stream. */
    FakeFeed feed(int stream) {
        for (FakeFeed feed : feeds) if (feed.streamId() == stream) return feed;
        throw new AssertionError("stream " + stream + " has no ring");
    }

    /** Opens the log and recovers what it holds. */
    IntakeSetup open(Path directory, Durability durability) throws IOException {
        settings = ContextSettings.goOn(directory, settings);
        Log opened = Log.open(LogOptions.of(directory)
                .durability(durability)
                .rollBytes(rollBytes)
                .settings(settings.encode())
                .disk(disk));
        log = opened;
        home = new LogHome(opened);
        sync = new SyncAgent(opened, Counter.detached(), () -> {}, () -> {});
        types.recover(opened.previous().dictionary());
        recovered = Recovery.read(
                opened,
                settings,
                inputs.stream().mapToLong(IntakeInput::rememberMillis).max().orElse(0),
                visitor);
        return setup().log(opened, home, types, recovered).sync(sync);
    }

    IntakeSetup setup() {
        return new IntakeSetup(settings, pool, store, inputs)
                .clock(clock)
                .counters(counters)
                .trimPoint(trimPoint)
                .wakeJobs(() -> jobWakes++)
                .noRoom(() -> timesFull++)
                .retryNanos(0);
    }

    Intake start(IntakeSetup setup) {
        Intake started = new Intake(setup);
        intake = started;
        for (FakeFeed feed : feeds) feed.next = started.nextBlock(feed.streamId());
        return started;
    }

    Intake start(Path directory, Durability durability) throws IOException {
        return start(open(directory, durability));
    }

    Log log() {
        return requireNonNull(log);
    }

    Intake intake() {
        return requireNonNull(intake);
    }

    /** Goes on to a tick and lets the intake see it. */
    Rig tick(long tick) {
        clock.millis = ZERO + tick * INTERVAL;
        return step();
    }

    Rig step() {
        while (intake().doWork() > 0) {}
        return this;
    }

    Batch poll() {
        return requireNonNull(intake().port().poll(), "no batch");
    }

    void commit(Batch batch) {
        intake().port().commit(batch, 0, 0);
        step();
    }

    /** The numbers in the batch's blocks of a stream. */
    List<Long> numbers(Batch batch, int stream) {
        List<Long> numbers = new ArrayList<>();
        for (long block = batch.firstBlock(stream); block < batch.endBlock(stream); block++)
            numbers.addAll(read(stream, block));
        return numbers;
    }

    List<Long> read(int stream, long block) {
        Lookup found = store.get(BlockId.of(stream, block), lease, scratch, BLOCK);
        assertThat(found).as("%d/%d: %s", stream, block, lease.problem()).isIn(Lookup.IN_MEMORY, Lookup.LOADED);
        List<Long> numbers = new ArrayList<>();
        try (lease) {
            BlockReader reader = new BlockReader().wrapOrThrow(lease.address(), lease.length());
            while (reader.next()) numbers.add(RawMemory.getLong(reader.recordAddress()));
        }
        return numbers;
    }

    /** What a kill would leave: the files as they are at this moment. */
    static Path image(Path directory, Path to) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(directory.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else if (!file.endsWith(DirectoryLock.FILE_NAME)) Files.copy(file, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }

    @Override
    public void close() throws IOException {
        if (intake != null) intake.close();
        feeds.forEach(FakeFeed::close);
        if (home != null) home.close();
        if (log != null) log.close();
        store.close();
        if (spill != null) spill.close();
        pool.close();
        NativeMemory.free(scratch, BLOCK, MemoryTag.TEST);
    }
}
