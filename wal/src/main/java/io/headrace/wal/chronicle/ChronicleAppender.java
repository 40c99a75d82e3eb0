package io.headrace.wal.chronicle;

import io.headrace.memory.MemoryBounds;
import io.headrace.memory.RawMemory;
import io.headrace.wal.spi.DocumentAppender;
import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * A Chronicle Queue as an appender of documents: one queue for one incarnation, in a directory of its own, that no other
 * incarnation ever opens for writing.
 *
 * <p>The whole roll is one mapping, and the file is reserved before Chronicle sees it. Long stretches go into the file beside the mapping,
 * see {@link RollChannel}. Chronicle itself never syncs: the log forces files.
 *
 * <p>A reserved file must not lie in place while the queue opens: Chronicle would wait eleven seconds for its header.
 *
 * <p><b>Threading:</b> one thread at a time; Chronicle's own check is off, for the log has one with a better message.
 */
public final class ChronicleAppender implements DocumentAppender {
    /** Where Chronicle keeps its lock and its listing; to be reserved like a roll. */
    public static final String METADATA_FILE = "metadata.cq4t";

    /** How much of it is ever touched. */
    public static final long METADATA_BYTES = 128 << 10;

    /** A roll is a day to Chronicle, so it would list the directory at each; it is told of each roll that it begins, and there are no others. */
    private static final long NEVER = Long.MAX_VALUE;

    /** No roll takes more records, whatever their size. */
    public static final int MAX_RECORDS = OrdinalRollCycle.MAX_RECORDS - 1;

    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final MemoryBounds.Window window = MemoryBounds.openWindow();
    private final RollMapping mapping;
    private final RollChannel channel = new RollChannel();
    private long ordinal;
    private @Nullable DocumentContext document;
    private long offset;
    private long base; // where the file's first byte is mapped

    /**
     * Opens a new queue in {@code directory}, which holds nothing but the reserved metadata file.
     *
     * @param syncedOften whether files are forced after little was written, so that it matters how much else is written
     */
    public ChronicleAppender(Path directory, long rollBytes, boolean syncedOften) {
        ChronicleSetup.prepare();
        mapping = new RollMapping(rollBytes, syncedOften);
        queue = SingleChronicleQueueBuilder.binary(directory)
                .rollCycle(OrdinalRollCycle.INSTANCE)
                .epoch(OrdinalRollCycle.EPOCH_MILLIS)
                .timeProvider(() -> OrdinalRollCycle.millisOf(ordinal))
                .forceDirectoryListingRefreshIntervalMs(NEVER)
                .blockSize(rollBytes)
                .syncMode(SyncMode.NONE)
                .checkInterrupts(false)
                .build();
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    @Override
    public void startRoll(long ordinal) {
        this.ordinal = ordinal;
        mapping.reset();
        channel.reset();
    }

    @Override
    public long begin(int length) {
        DocumentContext context = appender.writingDocument();
        document = context;
        try {
            Bytes<?> bytes = context.wire().bytes();
            long position = bytes.writePosition();
            offset = position - Integer.BYTES;
            long address = bytes.addressForWrite(position);
            base = address - position;
            mapping.before(base, offset, appender);
            bytes.writeSkip(length);
            window.move(address, length);
            return address;
        } catch (RuntimeException | Error e) {
            rollback();
            throw e;
        }
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void put(long to, long from, int length) throws IOException {
        if (RollChannel.isWorthIt(length)) channel.write(appender, from, length, to - base);
        else RawMemory.copy(from, to, length);
    }

    @Override
    public void commit() {
        DocumentContext context = open();
        document = null;
        context.close();
    }

    @Override
    public void rollback() {
        DocumentContext context = open();
        document = null;
        context.rollbackOnClose();
        context.close();
    }

    private DocumentContext open() {
        if (document == null) throw new IllegalStateException("no document is open");
        return document;
    }

    @Override
    public void releaseFinished() {
        BackgroundResourceReleaser.releasePendingResources();
    }

    @Override
    public void close() {
        window.close();
        channel.close();
        appender.close();
        queue.close();
        releaseFinished();
    }
}
