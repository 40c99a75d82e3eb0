package io.headrace.memory.codec;

import io.headrace.memory.CorruptDataException;
import org.jspecify.annotations.Nullable;

/**
 * How a value of one type becomes bytes off the heap, and a value again. The length is not part of the bytes: whoever
 * stores them knows it.
 *
 * <p>What is stored beside the bytes is {@link #id}, data and never code. The bytes of a released name and version
 * stay as they are for ever; golden tests hold them.
 *
 * <p><b>Threading:</b> codecs without scratch space are stateless and shared by all threads. The others belong to one
 * thread at a time; {@link #perThread} gives another thread one of its own.
 *
 * @param <T> the type of the values; a codec refuses {@code null} unless it says otherwise
 */
public interface Codec<T extends @Nullable Object> {
    /** What {@link #encode} answers when the value does not fit. */
    int NO_ROOM = -1;

    /** What {@link #fixedLength} answers when values differ in length. */
    int VARIABLE = -1;

    /**
     * Encodes the value into {@code [address, address+capacity)}. Nothing outside that is touched; what lies inside is
     * undefined after {@link #NO_ROOM}, and behind the bytes written.
     *
     * @return how many bytes were written, or {@link #NO_ROOM}
     * @throws NullPointerException for a null that the codec has no bytes for
     * @throws IllegalArgumentException for a value that has no encoding, however much room there is
     */
    int encode(T value, long address, int capacity);

    /**
     * Decodes the value that occupies exactly {@code [address, address+length)}. Any bytes may be given: none outside
     * are touched, and no length is believed before it is checked.
     *
     * @throws CorruptDataException when the bytes are none that {@link #encode} writes
     */
    T decode(long address, int length);

    /**
     * Whether equal values have equal bytes and unequal values unequal ones, so that values may be hashed, compared
     * and looked up as bytes. Such a codec also refuses to decode any bytes that it would not write.
     *
     * <p>Equal means {@code equals}; for {@code byte[]} it means the same contents.
     */
    boolean canonical();

    /** The length of every value, or {@link #VARIABLE}. */
    int fixedLength();

    /** The stable name of the format, with the ids of the codecs it is made of: {@code tuple2(text:1,long:1)}. */
    String name();

    /** The version of the format under that name; it changes when the bytes do. */
    int version();

    /** Name and version, as stored beside the bytes. */
    default String id() {
        return name() + ':' + version();
    }

    /** A codec of the same id that another thread may use meanwhile: this one where it keeps no scratch space. */
    default Codec<T> perThread() {
        return this;
    }
}
