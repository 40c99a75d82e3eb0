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
 */
record RegisteredType(int id, String name, Class<?> type, Function<Kryo, Serializer<?>> serializer) {}
