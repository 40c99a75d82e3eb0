package io.headrace.memory.codec.object;

import static java.lang.invoke.MethodType.methodType;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Refusal;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Objects of a record class: the codecs of its components, one after the other. A component that is no primitive may be null.
 *
 * <pre>
 *   record Visit(String page, long time, String user)
 *
 *   +--------+--------+-----------+----------------+-----------
 *   | nulls  | length |   page    |      time      |  user ...
 *   +--------+--------+-----------+----------------+-----------
 *   0        1        5
 * </pre>
 *
 * <ul>
 *   <li>{@code nulls}: a bit for each component that is no primitive, the lowest first, set where it is null; as many bytes as that
 *       takes. What is null has no other bytes.
 *   <li>{@code length}, 4 bytes: before what has no fixed length, but not before the last component, which takes the rest.
 * </ul>
 *
 * <p>It is canonical when the components' codecs are, unless one is an array (of which records look at the identity) or the class has an
 * {@code equals} of its own. Decoding refuses what encoding would not write, and what the constructor refuses.
 *
 * <p><b>Threading:</b> that of the components' codecs.
 */
final class RecordCodec<R extends Record> implements Codec<R> {
    private static final int VERSION = 1;
    private static final int LENGTH_BYTES = 4;

    /** One component. Accessors take and give objects. */
    private record Part(String name, Class<?> type, MethodHandle accessor, Codec<@Nullable Object> codec, int nullBit) {
        static final int NEVER_NULL = -1;
    }

    private final Class<R> type;
    private final List<Part> parts;
    private final MethodHandle constructor;
    private final int nullBytes;
    private final String name;
    private final boolean canonical;
    private final int fixedLength;

    private RecordCodec(Class<R> type, List<Part> parts, MethodHandle constructor) {
        this.type = type;
        this.parts = parts;
        this.constructor = constructor;
        int nullable = (int) parts.stream().filter(RecordCodec::mayBeNull).count();
        this.nullBytes = (nullable + Byte.SIZE - 1) / Byte.SIZE;
        this.name = parts.stream()
                .map(part -> part.name + " " + part.codec.id())
                .collect(Collectors.joining(",", "record(", ")"));
        this.canonical = CanonicalForms.hasEqualsOfRecords(type)
                && parts.stream().allMatch(part -> part.codec.canonical() && !part.type.isArray());
        boolean fixed = nullable == 0 && parts.stream().allMatch(part -> part.codec.fixedLength() != VARIABLE);
        this.fixedLength = fixed
                ? parts.stream().mapToInt(part -> part.codec.fixedLength()).sum()
                : VARIABLE;
    }

    private static boolean mayBeNull(Part part) {
        return part.nullBit != Part.NEVER_NULL;
    }

    /**
     * The codec of a record class on the class path, or in a package that is open to this one.
     *
     * @param codecs of the components, in their order
     */
    @SuppressWarnings("unchecked") // each codec is the one of its component's class
    static <R extends Record> RecordCodec<R> of(Class<R> type, List<Codec<?>> codecs) {
        RecordComponent[] components = type.getRecordComponents();
        Part[] parts = new Part[components.length];
        int nextBit = 0;
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            for (int i = 0; i < parts.length; i++) {
                Class<?> of = components[i].getType();
                MethodHandle accessor =
                        lookup.unreflect(components[i].getAccessor()).asType(methodType(Object.class, Record.class));
                Codec<@Nullable Object> codec = (Codec<@Nullable Object>) codecs.get(i);
                parts[i] = new Part(
                        components[i].getName(), of, accessor, codec, of.isPrimitive() ? Part.NEVER_NULL : nextBit++);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            MethodHandle constructor = lookup.findConstructor(type, methodType(void.class, types))
                    .asSpreader(Object[].class, types.length);
            return new RecordCodec<>(
                    type, List.of(parts), constructor.asType(methodType(Record.class, Object[].class)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "the package of " + type.getName() + " is not open to this library: open it, or register the class",
                    e);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see that these codecs are never given null
    public int encode(R value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        if (capacity < nullBytes) return NO_ROOM;
        for (int i = 0; i < nullBytes; i++) RawMemory.putByte(address + i, (byte) 0);
        int used = nullBytes;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Object component = component(part, value);
            if (component == null) {
                long mask = address + part.nullBit / Byte.SIZE;
                RawMemory.putByte(mask, (byte) (RawMemory.getByte(mask) | 1 << part.nullBit % Byte.SIZE));
                continue;
            }
            int head = hasLength(i) ? LENGTH_BYTES : 0;
            if (capacity - used < head) return NO_ROOM;
            int length = part.codec.encode(component, address + used + head, capacity - used - head);
            if (length == NO_ROOM) return NO_ROOM;
            if (head != 0) RawMemory.putInt(address + used, length);
            used += head + length;
        }
        return used;
    }

    private @Nullable Object component(Part part, Record value) {
        try {
            return part.accessor.invokeExact(value);
        } catch (Throwable e) {
            if (e instanceof Error error) throw error;
            throw new IllegalArgumentException(
                    "component " + part.name + " of " + type.getName() + " cannot be read", e);
        }
    }

    private boolean hasLength(int part) {
        return part != parts.size() - 1 && parts.get(part).codec.fixedLength() == VARIABLE;
    }

    @Override
    public R decode(long address, int length) {
        if (length < nullBytes) throw Refusal.ofLength(this, length, "at least " + nullBytes);
        @Nullable Object[] values = new Object[parts.size()];
        int at = nullBytes;
        int nulls = 0;
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            if (mayBeNull(part) && isSet(address, part.nullBit)) {
                nulls++;
                continue;
            }
            int taken = lengthOf(i, address + at, length - at);
            if (hasLength(i)) at += LENGTH_BYTES;
            values[i] = part.codec.decode(address + at, taken);
            at += taken;
        }
        if (at != length) throw Refusal.corrupt(this, length - at + " bytes behind the last component", "none");
        if (nulls != bitsSet(address)) throw Refusal.corrupt(this, "a null of no component", "none");
        return made(values);
    }

    /** The length of the component whose bytes (with its length in front, if it has one) begin here. */
    private int lengthOf(int part, long address, int left) {
        int fixed = parts.get(part).codec.fixedLength();
        int taken = fixed;
        int within = left;
        if (hasLength(part)) {
            within -= LENGTH_BYTES;
            taken = within < 0 ? -1 : RawMemory.getInt(address);
        } else if (fixed == VARIABLE) {
            taken = left;
        }
        if (taken < 0 || taken > within)
            throw Refusal.corrupt(
                    this, "a component " + parts.get(part).name + " of " + taken + " bytes in " + left, "one within");
        return taken;
    }

    private static boolean isSet(long address, int bit) {
        return (RawMemory.getByte(address + bit / Byte.SIZE) & 1 << bit % Byte.SIZE) != 0;
    }

    private int bitsSet(long address) {
        return IntStream.range(0, nullBytes)
                .map(i -> Integer.bitCount(RawMemory.getByte(address + i) & 0xff))
                .sum();
    }

    private R made(@Nullable Object[] values) {
        try {
            return type.cast((Record) constructor.invokeExact(values));
        } catch (Throwable e) {
            if (e instanceof Error error) throw error;
            CorruptDataException refused = Refusal.corrupt(
                    this,
                    "values that the constructor of " + type.getName() + " refuses (" + e.getMessage() + ")",
                    "ones that it takes");
            refused.initCause(e);
            throw refused;
        }
    }

    @Override
    public boolean canonical() {
        return canonical;
    }

    @Override
    public int fixedLength() {
        return fixedLength;
    }

    /** The components and their codecs: the class may be renamed, its components may not. */
    @Override
    public String name() {
        return name;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public Codec<R> perThread() {
        return new RecordCodec<>(
                type,
                parts.stream()
                        .map(part ->
                                new Part(part.name, part.type, part.accessor, part.codec.perThread(), part.nullBit))
                        .toList(),
                constructor);
    }

    @Override
    public String toString() {
        return id();
    }
}
