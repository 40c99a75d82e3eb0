package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import io.headrace.Tuple2;
import io.headrace.memory.codec.object.RegisteredType.Form;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes of the JDK that come registered, each under a number that never changes: 0 to 9 are Kryo's own (primitives,
 * {@code String}), these are 10 to 99. Numbers that are free today stay free for later versions.
 *
 * <p>The JDK's unmodifiable lists, sets and maps have classes without names of their own. One type stands for all of a
 * kind; equal ones come back equal.
 *
 * <p><b>Threading:</b> immutable.
 */
@SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"}) // as Kryo's interfaces are; users have LinkedLists
final class JdkTypes {
    private static final Map<Class<?>, Class<?>> STAND_INS = standIns();

    private JdkTypes() {}

    /** Stands for {@code List.of(...)} and its like. */
    interface UnmodifiableList {}

    /** Stands for {@code Set.of(...)} and its like. */
    interface UnmodifiableSet {}

    /** Stands for {@code Map.of(...)} and its like. */
    interface UnmodifiableMap {}

    /** The class that the values of this one are stored as, which is the class itself for most. */
    static Class<?> standIn(Class<?> type) {
        Class<?> known = STAND_INS.get(type);
        if (known != null) return known;
        if (EnumSet.class.isAssignableFrom(type)) return EnumSet.class;
        if (ZoneId.class.isAssignableFrom(type) && type != ZoneOffset.class) return ZoneId.class;
        if (Enum.class.isAssignableFrom(type) && !type.isEnum() && type.getSuperclass() != null)
            return type.getSuperclass();
        return type;
    }

    private static Map<Class<?>, Class<?>> standIns() {
        Map<Class<?>, Class<?>> found = new HashMap<>();
        List<Integer> several = List.of(1, 2, 3);
        for (List<?> list : List.of(
                List.of(),
                List.of(1),
                several,
                several.subList(0, 2),
                List.of(1).subList(0, 1),
                Stream.of(1, 2, 3).toList(),
                Collections.emptyList(),
                Collections.singletonList(1),
                Collections.nCopies(2, 1),
                Collections.unmodifiableList(new ArrayList<>()),
                Collections.unmodifiableList(new LinkedList<>()))) found.put(list.getClass(), UnmodifiableList.class);
        for (Set<?> set : List.of(
                Set.of(),
                Set.of(1),
                Set.of(1, 2, 3),
                Collections.emptySet(),
                Collections.singleton(1),
                Collections.unmodifiableSet(new HashSet<>()))) found.put(set.getClass(), UnmodifiableSet.class);
        for (Map<?, ?> map : List.of(
                Map.of(),
                Map.of(1, 1),
                Map.of(1, 1, 2, 2),
                Collections.emptyMap(),
                Collections.singletonMap(1, 1),
                Collections.unmodifiableMap(new HashMap<>()))) found.put(map.getClass(), UnmodifiableMap.class);
        found.put(Arrays.asList(1, 2).getClass(), ArrayList.class);
        found.put(new ArrayList<>(several).subList(0, 2).getClass(), ArrayList.class);
        return found;
    }

    /** All of them. */
    static List<RegisteredType> all() {
        List<RegisteredType> types = new ArrayList<>();
        Class<?>[] arrays = {
            byte[].class, char[].class, short[].class, int[].class, long[].class, float[].class, double[].class
        };
        for (int i = 0; i < arrays.length; i++) add(types, 10 + i, arrays[i]);
        add(types, 17, boolean[].class, kryo -> new ElementSerializers.Flags());
        add(types, 18, String[].class, kryo -> new ElementSerializers.Items());
        add(types, 19, Object[].class, kryo -> new ElementSerializers.Items());
        addCollections(types);
        addMaps(types);
        Class<?>[] optionals = {Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class};
        for (int i = 0; i < optionals.length; i++) add(types, 45 + i, optionals[i]);
        add(types, 50, Date.class);
        value(types, 51, UUID.class, kryo -> new DefaultSerializers.UUIDSerializer());
        value(types, 52, BigDecimal.class);
        value(types, 53, BigInteger.class);
        add(types, 54, BitSet.class);
        add(types, 55, Locale.class);
        add(types, 56, Currency.class);
        add(types, 57, URI.class, kryo -> new DefaultSerializers.URISerializer());
        add(types, 58, StringBuilder.class);
        Class<?>[] times = { // their equals goes by what Kryo writes of them, as that of the numbers and of UUID does
            Duration.class, Instant.class, LocalDate.class, LocalTime.class, LocalDateTime.class, ZoneOffset.class,
                    ZoneId.class,
            OffsetTime.class, OffsetDateTime.class, ZonedDateTime.class, Year.class, YearMonth.class, MonthDay.class,
                    Period.class
        };
        for (int i = 0; i < times.length; i++) value(types, 60 + i, times[i]);
        add(types, 80, Tuple2.class, kryo -> new Tuples());
        return types;
    }

    private static void addCollections(List<RegisteredType> types) {
        elements(types, 20, ArrayList.class, order -> new ArrayList());
        elements(types, 21, LinkedList.class, order -> new LinkedList());
        elements(types, 22, ArrayDeque.class, order -> new ArrayDeque());
        elements(types, 23, HashSet.class, order -> new HashSet());
        elements(types, 24, LinkedHashSet.class, order -> new LinkedHashSet());
        elements(types, 25, TreeSet.class, order -> new TreeSet(order));
        add(types, 26, EnumSet.class);
        elements(
                types,
                40,
                UnmodifiableList.class,
                order -> new ArrayList(),
                list -> Collections.unmodifiableList((List) list));
        elements(
                types,
                41,
                UnmodifiableSet.class,
                order -> new LinkedHashSet(),
                set -> Collections.unmodifiableSet((Set) set));
    }

    private static void addMaps(List<RegisteredType> types) {
        entries(types, 30, HashMap.class, order -> new HashMap());
        entries(types, 31, LinkedHashMap.class, order -> new LinkedHashMap());
        entries(types, 32, TreeMap.class, order -> new TreeMap(order));
        entries(types, 33, ConcurrentHashMap.class, order -> new ConcurrentHashMap());
        UnaryOperator<Map> unmodifiable = map -> Collections.unmodifiableMap(map);
        add(
                types,
                42,
                UnmodifiableMap.class,
                kryo -> new ElementSerializers.Entries(order -> new LinkedHashMap(), unmodifiable));
    }

    private static void elements(
            List<RegisteredType> types, int id, Class<?> type, Function<@Nullable Comparator, Collection> empty) {
        elements(types, id, type, empty, UnaryOperator.identity());
    }

    private static void elements(
            List<RegisteredType> types,
            int id,
            Class<?> type,
            Function<@Nullable Comparator, Collection> empty,
            UnaryOperator<Collection> finish) {
        add(types, id, type, kryo -> new ElementSerializers.Elements(empty, finish));
    }

    private static void entries(
            List<RegisteredType> types, int id, Class<?> type, Function<@Nullable Comparator, Map> empty) {
        add(types, id, type, kryo -> new ElementSerializers.Entries(empty, UnaryOperator.identity()));
    }

    /** What Kryo's own serializer is good enough for. */
    private static void add(List<RegisteredType> types, int id, Class<?> type) {
        add(types, id, type, kryo -> kryo.getDefaultSerializer(type));
    }

    private static void add(
            List<RegisteredType> types, int id, Class<?> type, Function<Kryo, Serializer<?>> serializer) {
        types.add(new RegisteredType(id, type.getTypeName(), type, serializer, Form.ANY));
    }

    /** A class whose equal objects have equal bytes. */
    private static void value(List<RegisteredType> types, int id, Class<?> type) {
        value(types, id, type, kryo -> kryo.getDefaultSerializer(type));
    }

    private static void value(
            List<RegisteredType> types, int id, Class<?> type, Function<Kryo, Serializer<?>> serializer) {
        types.add(new RegisteredType(id, type.getTypeName(), type, serializer, Form.CANONICAL));
    }

    /** A pair within an object: both halves with their classes. */
    private static final class Tuples extends Serializer<Tuple2> {
        @Override
        public void write(Kryo kryo, Output output, Tuple2 pair) {
            kryo.writeClassAndObject(output, pair._1());
            kryo.writeClassAndObject(output, pair._2());
        }

        @Override
        public Tuple2 read(Kryo kryo, Input input, Class<? extends Tuple2> type) {
            Object first = kryo.readClassAndObject(input);
            return new Tuple2(first, kryo.readClassAndObject(input));
        }
    }
}
