package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Collections, maps and arrays of objects: a count, then each element with its class. Kryo's own serializers allocate by
 * the count before they look, and write nothing at all for elements that are all null; these do neither.
 *
 * <p><b>Threading:</b> stateless.
 */
@SuppressWarnings({"rawtypes", "unchecked"}) // as Kryo's interfaces are
final class ElementSerializers {
    private ElementSerializers() {}

    /** A collection: what makes an empty one, and what is done with the filled one. */
    static final class Elements extends Serializer<Collection> {
        private final Function<@Nullable Comparator, Collection> empty;
        private final UnaryOperator<Collection> finish;

        Elements(Function<@Nullable Comparator, Collection> empty, UnaryOperator<Collection> finish) {
            this.empty = empty;
            this.finish = finish;
        }

        @Override
        public void write(Kryo kryo, Output output, Collection values) {
            if (values instanceof SortedSet sorted) Comparators.write(kryo, output, sorted.comparator());
            output.writeVarInt(values.size(), true);
            for (Object value : values) kryo.writeClassAndObject(output, value);
        }

        @Override
        public Collection read(Kryo kryo, Input input, Class<? extends Collection> type) {
            boolean sorted = SortedSet.class.isAssignableFrom(type);
            Collection values = empty.apply(sorted ? Comparators.read(kryo, input) : null);
            for (int left = BoundedInput.readCount(input); left > 0; left--) values.add(kryo.readClassAndObject(input));
            return finish.apply(values);
        }
    }

    /** A map, likewise. */
    static final class Entries extends Serializer<Map> {
        private final Function<@Nullable Comparator, Map> empty;
        private final UnaryOperator<Map> finish;

        Entries(Function<@Nullable Comparator, Map> empty, UnaryOperator<Map> finish) {
            this.empty = empty;
            this.finish = finish;
        }

        @Override
        public void write(Kryo kryo, Output output, Map values) {
            if (values instanceof SortedMap sorted) Comparators.write(kryo, output, sorted.comparator());
            output.writeVarInt(values.size(), true);
            for (Object entry : values.entrySet()) {
                kryo.writeClassAndObject(output, ((Map.Entry) entry).getKey());
                kryo.writeClassAndObject(output, ((Map.Entry) entry).getValue());
            }
        }

        @Override
        public Map read(Kryo kryo, Input input, Class<? extends Map> type) {
            boolean sorted = SortedMap.class.isAssignableFrom(type);
            Map values = empty.apply(sorted ? Comparators.read(kryo, input) : null);
            for (int left = BoundedInput.readCount(input); left > 0; left--)
                values.put(kryo.readClassAndObject(input), kryo.readClassAndObject(input));
            return finish.apply(values);
        }
    }

    /** An array of objects of any component type, which may be an array as well. */
    static final class Items extends Serializer<Object[]> {
        @Override
        public void write(Kryo kryo, Output output, Object[] values) {
            output.writeVarInt(values.length, true);
            for (Object value : values) kryo.writeClassAndObject(output, value);
        }

        @Override
        public Object[] read(Kryo kryo, Input input, Class<? extends Object[]> type) {
            int count = BoundedInput.readCount(input);
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < count; i++) values.add(kryo.readClassAndObject(input));
            Object[] array = (Object[]) Array.newInstance(type.getComponentType(), count);
            try {
                return values.toArray(array);
            } catch (ArrayStoreException e) {
                throw new KryoException("an element that " + type.getTypeName() + " does not take", e);
            }
        }
    }

    /** Flags, a byte each; Kryo's own serializer believes the count. */
    static final class Flags extends Serializer<boolean[]> {
        @Override
        public void write(Kryo kryo, Output output, boolean[] values) {
            output.writeVarInt(values.length, true);
            output.writeBooleans(values, 0, values.length);
        }

        @Override
        public boolean[] read(Kryo kryo, Input input, Class<? extends boolean[]> type) {
            return input.readBooleans(BoundedInput.readCount(input));
        }
    }

    /** How a sorted collection was sorted: the usual orders by number, others as objects of registered classes. */
    private static final class Comparators {
        private static final List<Comparator> KNOWN = Arrays.asList(
                null, Comparator.naturalOrder(), Collections.reverseOrder(), String.CASE_INSENSITIVE_ORDER);

        static void write(Kryo kryo, Output output, @Nullable Comparator order) {
            int known = KNOWN.indexOf(order);
            output.writeByte(known >= 0 ? known : KNOWN.size());
            if (known < 0) kryo.writeClassAndObject(output, order);
        }

        static @Nullable Comparator read(Kryo kryo, Input input) {
            int known = input.readByteUnsigned();
            if (known > KNOWN.size()) throw new KryoException("an unknown order " + known);
            return known < KNOWN.size() ? KNOWN.get(known) : (Comparator) kryo.readClassAndObject(input);
        }
    }
}
