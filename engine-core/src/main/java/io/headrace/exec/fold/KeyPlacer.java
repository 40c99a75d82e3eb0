package io.headrace.exec.fold;

import io.headrace.Tuple2;
import io.headrace.memory.Hash;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.table.KeyGroups;
import io.headrace.memory.table.KeyPartitions;
import io.headrace.plan.KeyPlacement;
import io.headrace.plan.Partitioning;
import org.jspecify.annotations.Nullable;

/**
 * Decides which partition of a keyed result a key is in.
 *
 * <ul>
 *   <li>A key whose type has a canonical codec goes by the partition hash of its bytes, and a partition is a contiguous range of key
 *       groups: so a text is where its view is, and both where their state is.
 *   <li>So does a key of any other type whose equal values have equal bytes: a list, an enum, a record.
 *   <li>Other keys go by {@code hashCode}, spread. So does what equals them; another process may disagree where {@code hashCode} does.
 *   <li>{@code null} is in group 0.
 *   <li>A partitioner of the user's decides itself; key groups are as ever.
 * </ul>
 *
 * <p><b>Threading:</b> one thread at a time; {@link #perThread} is for another.
 */
public final class KeyPlacer implements AutoCloseable {
    private static final int FIRST_SCRATCH = 256;
    private static final int MOST_SCRATCH = 1 << 28;

    private final KeyPartitions partitions;
    private final @Nullable KeyPlacement custom;
    private final @Nullable Codec<Object> keyCodec;
    private final @Nullable DynamicCodec anyType;
    private @Nullable DynamicCodec ownAnyType;
    private final Utf8View text = new Utf8View();
    private long scratch;
    private int scratchBytes;

    private KeyPlacer(
            KeyPartitions partitions,
            @Nullable KeyPlacement custom,
            @Nullable Codec<Object> keyCodec,
            @Nullable DynamicCodec anyType) {
        this.partitions = partitions;
        this.custom = custom;
        this.keyCodec = keyCodec;
        this.anyType = anyType;
    }

    /**
     * A placer for a result.
     *
     * @param defaultPartitions for a result that leaves their number to the context
     * @param keyCodec the canonical codec of the keys where they are of none of the built-in types, or null
     */
    @SuppressWarnings("unchecked") // keys are objects here
    public static KeyPlacer of(
            Partitioning partitioning, KeyGroups groups, int defaultPartitions, @Nullable Codec<?> keyCodec) {
        if (keyCodec != null && !keyCodec.canonical())
            throw new IllegalArgumentException("codec " + keyCodec.id()
                    + " is not canonical: equal keys may have different bytes, so it cannot place keys");
        int count = partitioning.count() == Partitioning.DEFAULT ? defaultPartitions : partitioning.count();
        KeyPlacement custom = partitioning.custom();
        // a partitioner may have more partitions than there are groups
        KeyPartitions ranges = groups.partitions(custom == null ? count : 1);
        return new KeyPlacer(ranges, custom, keyCodec == null ? null : (Codec<Object>) keyCodec.perThread(), null);
    }

    /** This, with the codec of keys of which nothing is known beforehand. */
    public KeyPlacer withKeysOfAnyType(DynamicCodec codec) {
        return new KeyPlacer(partitions, custom, keyCodec, codec);
    }

    /** A placer that decides the same, for another thread. */
    public KeyPlacer perThread() {
        return new KeyPlacer(partitions, custom, keyCodec == null ? null : keyCodec.perThread(), anyType);
    }

    public int partitions() {
        return custom == null ? partitions.count() : custom.partitions();
    }

    public KeyGroups groups() {
        return partitions.groups();
    }

    public int partitionOf(@Nullable Object key) {
        return custom == null ? partitions.partitionOfGroup(groupOf(key)) : partitionBy(custom, key);
    }

    /** The partition of a text, by its UTF-8 bytes. */
    public int partitionOfText(long address, int length) {
        if (custom != null)
            return partitionBy(custom, text.wrap(address, length).toString());
        return partitions.partitionOfHash(Hash.of(address, length, Hash.PARTITION_SEED));
    }

    public int partitionOfLong(long key) {
        return custom == null
                ? partitions.partitionOfHash(Hash.ofLong(key, Hash.PARTITION_SEED))
                : partitionBy(custom, key);
    }

    /** Whether a partitioner of the user's decides. */
    boolean isCustom() {
        return custom != null;
    }

    /** A finer division than that into partitions, where no partitioner of the user's decides: {@code parts} of each, one behind the other. */
    int partOfLong(long key, int parts) {
        long hash = Hash.ofLong(key, Hash.PARTITION_SEED);
        return partitions.partitionOfHash(hash) * parts + (int) (((hash & 0xffff_ffffL) * parts) >>> 32);
    }

    private static int partitionBy(KeyPlacement custom, @Nullable Object key) {
        int partition = custom.partitionFor(key);
        if (partition < 0 || partition >= custom.partitions())
            throw new IllegalStateException("partitioner " + custom.placementName() + " puts key " + key
                    + " into partition " + partition + " of " + custom.partitions() + ": answer 0 to "
                    + (custom.partitions() - 1));
        return partition;
    }

    /** The key group of a key. */
    public int groupOf(@Nullable Object key) {
        return key == null ? 0 : groups().groupOfHash(hashOf(key));
    }

    private long hashOf(Object key) {
        if (key instanceof Long number) return Hash.ofLong(number, Hash.PARTITION_SEED);
        if (key instanceof Integer number) return Hash.ofInt(number, Hash.PARTITION_SEED);
        Codec<Object> codec = codecOf(key);
        if (codec == null) codec = keyCodec;
        if (codec == null) codec = ofAnyType(key);
        if (codec == null) return Hash.ofInt(key.hashCode(), Hash.PARTITION_SEED);
        int length = encode(codec, key);
        return Hash.of(scratch, length, Hash.PARTITION_SEED);
    }

    @SuppressWarnings("unchecked") // each codec is the one of the key's class
    private static @Nullable Codec<Object> codecOf(@Nullable Object key) {
        Codec<?> codec = null;
        if (key instanceof String) codec = Codecs.TEXT;
        else if (key instanceof Long) codec = Codecs.LONG;
        else if (key instanceof Integer) codec = Codecs.INT;
        else if (key instanceof Double) codec = Codecs.DOUBLE;
        else if (key instanceof Float) codec = Codecs.FLOAT;
        else if (key instanceof Boolean) codec = Codecs.BOOLEAN;
        else if (key instanceof Short) codec = Codecs.SHORT;
        else if (key instanceof Byte) codec = Codecs.BYTE;
        else if (key instanceof byte[]) codec = Codecs.BYTES;
        else if (key instanceof Tuple2<?, ?> pair) codec = ofPair(codecOf(pair._1()), codecOf(pair._2()));
        return (Codec<Object>) codec;
    }

    private static @Nullable Codec<?> ofPair(@Nullable Codec<Object> first, @Nullable Codec<Object> second) {
        return first == null || second == null ? null : Codecs.tuple2(first, second);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a key is an object here, and not null
    private @Nullable Codec<Object> ofAnyType(Object key) {
        if (anyType == null || !anyType.canonicalFor(key)) return null;
        if (ownAnyType == null) ownAnyType = anyType.perThread();
        return (Codec<Object>) (Codec<?>) ownAnyType;
    }

    private int encode(Codec<Object> codec, Object key) {
        while (true) {
            int length = scratch == 0 ? Codec.NO_ROOM : codec.encode(key, scratch, scratchBytes);
            if (length != Codec.NO_ROOM) return length;
            int more = scratch == 0 ? FIRST_SCRATCH : scratchBytes * 2;
            if (more > MOST_SCRATCH)
                throw new IllegalArgumentException(
                        "a key of more than " + MOST_SCRATCH / 2 + " bytes by codec " + codec.id());
            close();
            scratch = NativeMemory.allocate(more, MemoryTag.CODEC);
            scratchBytes = more;
        }
    }

    /** Frees the scratch space; it is taken again when it is needed. */
    @Override
    public void close() {
        NativeMemory.free(scratch, scratchBytes, MemoryTag.CODEC);
        scratch = 0;
        scratchBytes = 0;
    }
}
