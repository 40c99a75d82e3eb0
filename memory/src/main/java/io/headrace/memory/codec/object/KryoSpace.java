package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A Kryo with the heap buffers between it and off-heap bytes. What goes wrong inside Kryo comes out as one of three: no
 * room, a value that cannot be stored, corrupt bytes.
 *
 * <p><b>Threading:</b> one thread.
 */
final class KryoSpace {
    private static final int FIRST_BUFFER = 1024;

    /** A larger buffer, once needed, is given up again. */
    private static final int KEPT_BUFFER = 1 << 20;

    private final RegisteredKryo kryo;
    private final Output output = new Output(FIRST_BUFFER);
    private final BoundedInput input = new BoundedInput();
    private byte[] read = new byte[FIRST_BUFFER];

    KryoSpace(KryoRegistry registry) {
        this.kryo = new RegisteredKryo(registry);
    }

    /** Encodes an object, with its class or without; answers its length or {@link Codec#NO_ROOM}. */
    int encode(Object value, boolean withClass, int capacity) {
        byte[] buffer = output.getBuffer();
        if (buffer.length > KEPT_BUFFER) buffer = new byte[FIRST_BUFFER];
        output.setBuffer(buffer, Math.max(capacity, buffer.length));
        try {
            if (withClass) kryo.writeClassAndObject(output, value);
            else kryo.writeObject(output, value);
        } catch (RuntimeException e) {
            if (isCausedBy(KryoBufferOverflowException.class, e)) return Codec.NO_ROOM;
            throw refusal(value, e);
        }
        int length = output.position();
        return length > capacity ? Codec.NO_ROOM : length;
    }

    /** Copies what was encoded last to where there is room for it. */
    void copyTo(long address) {
        RawMemory.copyFromArray(output.getBuffer(), 0, address, output.position());
    }

    /** Whether what was encoded last is what stands there. */
    boolean wrote(long address, int length) {
        byte[] written = output.getBuffer();
        for (int i = 0; i < length; i++) if (written[i] != RawMemory.getByte(address + i)) return false;
        return true;
    }

    /** Decodes an object of the class, or of the one that the bytes name when that is null; all bytes must be used. */
    Object decode(@Nullable Class<?> type, long address, int length, Codec<?> codec) {
        if (read.length < length || read.length > KEPT_BUFFER) read = new byte[Math.max(length, FIRST_BUFFER)];
        RawMemory.copyToArray(address, read, 0, length);
        input.setBuffer(read, 0, length);
        Object value;
        try {
            value = type == null ? kryo.readClassAndObject(input) : kryo.readObject(input, type);
        } catch (RuntimeException e) {
            CorruptDataException corrupt =
                    Refusal.corrupt(codec, describe(e) + " in " + length + " bytes", "an object");
            corrupt.initCause(e);
            throw corrupt;
        }
        if (value == null) throw Refusal.corrupt(codec, "null", "an object");
        if (input.position() != length)
            throw Refusal.corrupt(
                    codec, "an object of " + input.position() + " bytes in " + length, "no more than it takes");
        return value;
    }

    private static RuntimeException refusal(Object value, RuntimeException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnregisteredTypeException unregistered) return unregistered;
        }
        return new IllegalArgumentException(
                "an object of " + value.getClass().getName() + " cannot be stored: " + describe(failure)
                        + " (objects may nest " + RegisteredKryo.MAX_DEPTH + " deep, and not in circles)",
                failure);
    }

    private static boolean isCausedBy(Class<? extends KryoException> kind, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) return true;
        }
        return false;
    }

    private static String describe(RuntimeException failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return failure.getClass().getSimpleName() + " \"" + message + "\"";
    }
}
