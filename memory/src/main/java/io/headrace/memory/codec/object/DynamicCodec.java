package io.headrace.memory.codec.object;

import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.DoubleCodec;
import io.headrace.memory.codec.FloatCodec;
import io.headrace.memory.codec.Refusal;
import io.headrace.memory.codec.Utf8;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of any type that is known only when they come, null too: each carries a tag.
 *
 * <pre>
 *   +-----+----------------       varint: 7 bits a byte, low ones first, the shortest form only
 *   | tag | payload ...
 *   +-----+----------------
 *   0 null    1 false   2 true    no payload
 *   3 byte    4 short   5 char    6 int   7 long   8 float   9 double    as the codecs of the primitives
 *   10 text   [varint bytes][UTF-8]           11 byte[]  [varint bytes][bytes]
 *   12 pair   [value][value]                  13 list    [varint count][value]...
 *   14 object [varint type][varint bytes][the object by Kryo, without its class]
 * </pre>
 *
 * The type of an object is a number in a {@link TypeDictionary} of names. Any {@code List} of the JDK comes back as an
 * {@code ArrayList}, which equals it. Values may nest {@value #MAX_DEPTH} deep.
 *
 * <p>Everything but objects is written canonically, and so are the objects of which the registry knows it: {@link #canonicalFor}
 * tells for a value. The codec as a whole is not canonical.
 *
 * <p><b>Threading:</b> one thread at a time; {@link #perThread} makes one for another thread, with the same dictionary.
 */
public final class DynamicCodec implements Codec<@Nullable Object> {
    /** How deep pairs and lists may lie in each other. */
    public static final int MAX_DEPTH = 64;

    private static final int VERSION = 1;

    private static final byte NULL = 0;
    private static final byte FALSE = 1;
    private static final byte TRUE = 2;
    private static final byte BYTE = 3;
    private static final byte SHORT = 4;
    private static final byte CHAR = 5;
    private static final byte INT = 6;
    private static final byte LONG = 7;
    private static final byte FLOAT = 8;
    private static final byte DOUBLE = 9;
    private static final byte TEXT = 10;
    private static final byte BYTES = 11;
    private static final byte PAIR = 12;
    private static final byte LIST = 13;
    private static final byte OBJECT = 14;

    /** So many chars never take more UTF-8 than a varint of one byte counts. */
    private static final int SHORT_TEXT = 127 / 3;

    private final KryoRegistry registry;
    private final TypeDictionary dictionary;
    private final IdentityHashMap<Class<?>, Integer> typeIds = new IdentityHashMap<>();

    /** Made for the first object: a Kryo costs as much as all else of a stream, and most streams have none. */
    private @Nullable KryoSpace space;

    /** Where the next byte is, and where the room or the value ends, during a call. */
    private long at;

    private long end;

    public DynamicCodec(KryoRegistry registry, TypeDictionary dictionary) {
        this.registry = registry;
        this.dictionary = dictionary;
    }

    private KryoSpace space() {
        KryoSpace made = space;
        if (made != null) return made;
        made = new KryoSpace(registry);
        space = made;
        return made;
    }

    @Override
    public int encode(@Nullable Object value, long address, int capacity) {
        at = address;
        end = address + capacity;
        return put(value, 0) ? (int) (at - address) : NO_ROOM;
    }

    private boolean put(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH)
            throw new IllegalArgumentException("a value nests deeper than " + MAX_DEPTH + " pairs and lists");
        if (value == null) return putTag(NULL, 0);
        if (value instanceof String text) return putText(text);
        if (value instanceof Long number) {
            if (!putTag(LONG, Long.BYTES)) return false;
            RawMemory.putLong(at, number);
            return skip(Long.BYTES);
        }
        if (value instanceof Integer number) {
            if (!putTag(INT, Integer.BYTES)) return false;
            RawMemory.putInt(at, number);
            return skip(Integer.BYTES);
        }
        if (value instanceof Double number) {
            if (!putTag(DOUBLE, Double.BYTES)) return false;
            DoubleCodec.put(number, at);
            return skip(Double.BYTES);
        }
        if (value instanceof Tuple2<?, ?> pair)
            return putTag(PAIR, 0) && put(pair._1(), depth + 1) && put(pair._2(), depth + 1);
        if (value instanceof Boolean flag) return putTag(flag ? TRUE : FALSE, 0);
        return putRare(value, depth);
    }

    private boolean putRare(Object value, int depth) {
        if (value instanceof Float number) {
            if (!putTag(FLOAT, Float.BYTES)) return false;
            FloatCodec.put(number, at);
            return skip(Float.BYTES);
        }
        if (value instanceof Short number) return putShort(SHORT, number);
        if (value instanceof Character letter) return putShort(CHAR, (short) letter.charValue());
        if (value instanceof Byte number) {
            if (!putTag(BYTE, 1)) return false;
            RawMemory.putByte(at, number);
            return skip(1);
        }
        if (value instanceof byte[] bytes) {
            if (!putTag(BYTES, 0) || !putVarint(bytes.length) || bytes.length > room()) return false;
            RawMemory.copyFromArray(bytes, 0, at, bytes.length);
            return skip(bytes.length);
        }
        if (value instanceof List<?> list && !registry.isUserType(value.getClass())) return putList(list, depth);
        return putObject(value);
    }

    private boolean putShort(byte tag, short value) {
        if (!putTag(tag, Short.BYTES)) return false;
        RawMemory.putShort(at, value);
        return skip(Short.BYTES);
    }

    private boolean putText(String text) {
        boolean isShort = text.length() <= SHORT_TEXT;
        if (!putTag(TEXT, 0)) return false;
        long lengthAt = at;
        if (isShort ? room() < 1 : !putVarint(Utf8.lengthOf(text))) return false;
        if (isShort) at++;
        int written = Utf8.encode(text, at, room());
        if (written == NO_ROOM) return false;
        if (isShort) RawMemory.putByte(lengthAt, (byte) written);
        return skip(written);
    }

    private boolean putList(List<?> list, int depth) {
        int count = list.size();
        if (!putTag(LIST, 0) || !putVarint(count)) return false;
        for (Object element : list) {
            if (!put(element, depth + 1)) return false;
        }
        return true;
    }

    private boolean putObject(Object value) {
        if (!putTag(OBJECT, 0) || !putVarint(typeId(value.getClass()))) return false;
        KryoSpace kryo = space();
        int length = kryo.encode(value, false, room());
        if (length == NO_ROOM || !putVarint(length) || length > room()) return false;
        kryo.copyTo(at);
        return skip(length);
    }

    private int typeId(Class<?> type) {
        Integer known = typeIds.get(type);
        if (known != null) return known;
        RegisteredType registered = registry.find(type);
        if (registered == null) throw new UnregisteredTypeException(type, registry.freeId());
        int id = dictionary.idOf(registered.name());
        typeIds.put(type, id);
        return id;
    }

    private boolean putTag(byte tag, int payload) {
        if (room() < 1 + payload) return false;
        RawMemory.putByte(at, tag);
        return skip(1);
    }

    private boolean putVarint(int value) {
        if (room() < sizeOfVarint(value)) return false;
        int rest = value;
        for (; rest >>> 7 != 0; rest >>>= 7) RawMemory.putByte(at++, (byte) (rest | 0x80));
        RawMemory.putByte(at++, (byte) rest);
        return true;
    }

    private static int sizeOfVarint(int value) {
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    private boolean skip(int bytes) {
        at += bytes;
        return true;
    }

    private int room() {
        return (int) (end - at);
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see that this codec's values may be null
    public @Nullable Object decode(long address, int length) {
        at = address;
        end = address + length;
        Object value = take(0);
        if (at != end) throw corrupt(room() + " bytes behind the value", "none");
        return value;
    }

    private @Nullable Object take(int depth) {
        if (depth > MAX_DEPTH) throw corrupt("values deeper than " + MAX_DEPTH, "less");
        byte tag = RawMemory.getByte(need(1));
        return switch (tag) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case BYTE -> RawMemory.getByte(need(1));
            case SHORT -> RawMemory.getShort(need(Short.BYTES));
            case CHAR -> (char) RawMemory.getShort(need(Character.BYTES));
            case INT -> RawMemory.getInt(need(Integer.BYTES));
            case LONG -> RawMemory.getLong(need(Long.BYTES));
            case FLOAT -> FloatCodec.INSTANCE.decode(need(Float.BYTES), Float.BYTES);
            case DOUBLE -> DoubleCodec.INSTANCE.decode(need(Double.BYTES), Double.BYTES);
            case TEXT -> takeText();
            case BYTES -> takeBytes();
            case PAIR -> takePair(depth);
            case LIST -> takeList(depth);
            case OBJECT -> takeObject();
            default -> throw corrupt("tag " + tag, "one of 0 to " + OBJECT);
        };
    }

    private String takeText() {
        int length = takeVarint();
        long from = need(length);
        String text = Utf8.decode(from, length);
        if (text == null) throw corrupt("a text of ill-formed bytes", "UTF-8");
        return text;
    }

    private byte[] takeBytes() {
        int length = takeVarint();
        long from = need(length);
        byte[] bytes = new byte[length];
        RawMemory.copyToArray(from, bytes, 0, length);
        return bytes;
    }

    @SuppressWarnings("NullAway") // it does not see that the halves' types may be nullable
    private Object takePair(int depth) {
        Object first = take(depth + 1);
        return new Tuple2<>(first, take(depth + 1));
    }

    private Object takeList(int depth) {
        int count = takeVarint();
        if (count > room()) throw corrupt("a list of " + count + " in " + room() + " bytes", "a byte or more for each");
        List<@Nullable Object> list = new ArrayList<>(); // grows with what is there, not with what is claimed
        for (int i = 0; i < count; i++) list.add(take(depth + 1));
        return list;
    }

    private Object takeObject() {
        int id = takeVarint();
        int length = takeVarint();
        long from = need(length);
        String name = dictionary.nameOf(id);
        RegisteredType type = registry.find(name);
        if (type == null)
            throw corrupt("an object of type " + name, "a registered one: register that class under this name again");
        return space().decode(type.type(), from, length, this);
    }

    private int takeVarint() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte next = RawMemory.getByte(need(1));
            value |= (next & 0x7fL) << shift;
            if (next < 0) continue;
            if ((next == 0 && shift > 0) || value > Integer.MAX_VALUE) break;
            return (int) value;
        }
        throw corrupt("a number in too many bytes", "the shortest form of one below 2^31");
    }

    /** Where the next bytes lie, which are passed; fails when the value has not so many. */
    private long need(int bytes) {
        if (bytes > room()) throw corrupt(room() + " bytes left", bytes + " more");
        long from = at;
        at += bytes;
        return from;
    }

    private CorruptDataException corrupt(String found, String expected) {
        return Refusal.corrupt(this, found, expected);
    }

    /** Whether equal values, and no others, have this one's bytes: not so for objects that may be written in several ways. */
    public boolean canonicalFor(@Nullable Object value) {
        return notCanonicalIn(value) == null;
    }

    /** Why equal values may have other bytes than this one, and what to do about it; empty when they cannot. */
    public String whyNotCanonical(@Nullable Object value) {
        Object odd = notCanonicalIn(value);
        return odd == null ? "" : registry.howToMakeCanonical(odd.getClass());
    }

    /** The first part of the value that may be written in several ways; null when there is none. */
    private @Nullable Object notCanonicalIn(@Nullable Object value) {
        if (value == null || isPlain(value)) return null;
        if (value instanceof Tuple2<?, ?> pair) {
            Object odd = notCanonicalIn(pair._1());
            return odd != null ? odd : notCanonicalIn(pair._2());
        }
        if (value instanceof List<?> list && !registry.isUserType(value.getClass())) {
            for (Object element : list) {
                Object odd = notCanonicalIn(element);
                if (odd != null) return odd;
            }
            return null;
        }
        return registry.isCanonical(value.getClass()) ? null : value;
    }

    private static boolean isPlain(Object value) {
        return value instanceof String
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof byte[]
                || isBoxedNumber(value);
    }

    private static boolean isBoxedNumber(Object value) {
        return value instanceof Long
                || value instanceof Integer
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte;
    }

    @Override
    public boolean canonical() {
        return false;
    }

    @Override
    public int fixedLength() {
        return VARIABLE;
    }

    @Override
    public String name() {
        return "dynamic";
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public DynamicCodec perThread() {
        return new DynamicCodec(registry, dictionary);
    }

    @Override
    public String toString() {
        return id();
    }
}
