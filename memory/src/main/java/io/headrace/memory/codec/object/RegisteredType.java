package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import java.util.function.Function;

/**
 * A class that may be stored.
 *
 * @param id Kryo's number for it, in every version
 * @param name its stable name, which need not be that of the class
 * @param serializer makes what writes it, for one Kryo
 * @param form whether equal objects have equal bytes
 */
record RegisteredType(int id, String name, Class<?> type, Function<Kryo, Serializer<?>> serializer, Form form) {
    /** What is known of an object's bytes. */
    enum Form {
        /** Equal objects may have different bytes. */
        ANY,
        /** Equal objects have equal bytes, and no others have them: so somebody who knows the class says. */
        CANONICAL,
        /** The serializer is ours: the class tells. */
        BY_CLASS
    }
}
