package io.headrace.exec.batch;

import io.headrace.StreamInputInfo;
import io.headrace.sink.BatchId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One batch: who it is, and what it consists of. Filled by the thread of the ticks when the batch is cut, then handed to the thread of
 * the jobs, and back when it is done, to be used again.
 *
 * <p>The blocks of a stream are a contiguous range of sequences, {@code [first, end)}. An input of explicit batches has lists instead,
 * or no dataset at all.
 *
 * <p><b>Threading:</b> one thread at a time; handing over by a queue publishes it.
 */
public final class Batch {
    private final int streams;
    private final long[] firstBlock;
    private final long[] endBlock;
    private final long[] records;
    private final @Nullable List<? extends List<?>>[] lists;
    private final boolean[] hasDataset;
    private final Map<String, Object>[] metadata;
    private long incarnation;
    private long sequence;
    private long tick;
    private long timeMillis;
    private long journalSequence;
    private long cutNanos;
    private long submittedMillis;
    private boolean isRerun;
    private int deltaParts;
    private int deltaChecksum;

    /** A batch of a program with so many inputs, which have the stream ids from 0 up. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of lists and maps
    public Batch(int streams) {
        this.streams = streams;
        firstBlock = new long[streams];
        endBlock = new long[streams];
        records = new long[streams];
        lists = new List[streams];
        hasDataset = new boolean[streams];
        metadata = new Map[streams];
        Arrays.fill(metadata, Map.of());
    }

    /** Begins anew: no blocks, and a dataset for each input. */
    public void begin(long incarnation, long sequence, long tick, long timeMillis, long cutNanos) {
        this.incarnation = incarnation;
        this.sequence = sequence;
        this.tick = tick;
        this.timeMillis = timeMillis;
        this.cutNanos = cutNanos;
        submittedMillis = -1;
        journalSequence = 0;
        isRerun = false;
        deltaParts = 0;
        deltaChecksum = 0;
        Arrays.fill(firstBlock, 0);
        Arrays.fill(endBlock, 0);
        Arrays.fill(records, 0);
        Arrays.fill(lists, null);
        Arrays.fill(hasDataset, true);
        Arrays.fill(metadata, Map.of());
    }

    public void blocks(int stream, long first, long end) {
        firstBlock[stream] = first;
        endBlock[stream] = end;
    }

    /** How many records a stream brings. */
    public void records(int stream, long count) {
        records[stream] = count;
    }

    /** What the source says of a stream's records; nothing unless it is told. */
    public void metadata(int stream, Map<String, Object> said) {
        metadata[stream] = said;
    }

    public Map<String, Object> metadata(int stream) {
        return metadata[stream];
    }

    /** Of the metadata, what is for people; empty when there is none. Makes nothing. */
    public String description(int stream) {
        Object said = metadata[stream].get(StreamInputInfo.METADATA_KEY_DESCRIPTION);
        return said == null ? "" : said.toString();
    }

    /** The explicit dataset of an input; null when it has none for this interval. */
    public void explicit(int stream, @Nullable List<? extends List<?>> partitions) {
        lists[stream] = partitions;
        hasDataset[stream] = partitions != null;
    }

    /** The sequence of the log record that allocated the batch; 0 when there is no log. */
    public void journalled(long logSequence) {
        journalSequence = logSequence;
    }

    public void rerun() {
        isRerun = true;
    }

    /** Its changes of state are with the log: so many parts, of this checksum. Kept here, for the next batch may write its own before this one is committed. */
    public void delta(int parts, int checksum) {
        deltaParts = parts;
        deltaChecksum = checksum;
    }

    public int deltaParts() {
        return deltaParts;
    }

    public int deltaChecksum() {
        return deltaChecksum;
    }

    public int streams() {
        return streams;
    }

    public long firstBlock(int stream) {
        return firstBlock[stream];
    }

    public long endBlock(int stream) {
        return endBlock[stream];
    }

    public int blocks(int stream) {
        return (int) (endBlock[stream] - firstBlock[stream]);
    }

    public long records(int stream) {
        return records[stream];
    }

    public boolean hasDataset(int stream) {
        return hasDataset[stream];
    }

    /** The lists of an input of explicit batches; null for an input of blocks. */
    public @Nullable List<? extends List<?>> explicit(int stream) {
        return lists[stream];
    }

    public BatchId id() {
        return new BatchId(incarnation, sequence);
    }

    public long incarnation() {
        return incarnation;
    }

    public long sequence() {
        return sequence;
    }

    /** The batch's time is the zero time plus this many intervals. */
    public long tick() {
        return tick;
    }

    public long timeMillis() {
        return timeMillis;
    }

    public long journalSequence() {
        return journalSequence;
    }

    /** When it was cut, by {@link System#nanoTime}. */
    public long cutNanos() {
        return cutNanos;
    }

    /** When the jobs were given it, in milliseconds since 1970, as listeners were told; -1 when nobody listened. */
    public void submitted(long millis) {
        submittedMillis = millis;
    }

    public long submittedMillis() {
        return submittedMillis;
    }

    /** Whether it was allocated before a crash and is run again. */
    public boolean isRerun() {
        return isRerun;
    }

    @Override
    public String toString() {
        return "batch " + incarnation + "-" + sequence + " of " + timeMillis + " ms";
    }
}
