package io.headrace.memory.codec.object;

import com.esotericsoftware.kryo.kryo5.DefaultSerializer;
import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoSerializable;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.serializers.EnumNameSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.RecordSerializer;
import io.headrace.memory.codec.object.RegisteredType.Form;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The classes whose objects may be stored, each under a number and a name that are kept for ever:
 *
 * <pre>
 *   KryoRegistry types = KryoRegistry.builder()
 *           .register(0, Trade.class)
 *           .register(1, Side.class)
 *           .build();
 * </pre>
 *
 * Primitives, strings, arrays of them and the usual classes of {@code java.util} and {@code java.time} come registered. A
 * user's numbers begin at 0; inside the bytes {@value #USER_OFFSET} is added to them.
 *
 * <p>Enums are stored by name, records by their components, collections and maps by their elements (they need a constructor
 * without parameters), other classes by their fields. {@link #catalogue} describes all of that as text; stored beside
 * the data it tells a later program what has changed.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class KryoRegistry {
    /** What is added to a user's number to make Kryo's; the numbers below are those of the JDK's classes. */
    public static final int USER_OFFSET = 100;

    /** A user's numbers are below this. */
    public static final int MAX_ID = 1 << 16;

    private final List<RegisteredType> types;
    private final Map<Class<?>, RegisteredType> byClass = new HashMap<>();
    private final Map<String, RegisteredType> byName = new HashMap<>();
    /** What was asked so far. */
    private final Map<Class<?>, Boolean> canonical = new ConcurrentHashMap<>();

    private final int freeId;

    private KryoRegistry(Builder builder) {
        this.types = List.copyOf(builder.byId.values());
        for (RegisteredType type : types) {
            byClass.put(type.type(), type);
            byName.put(type.name(), type);
        }
        int free = 0;
        while (builder.byId.containsKey(USER_OFFSET + free)) free++;
        this.freeId = free;
    }

    /** A registry that holds the JDK's classes so far. */
    public static Builder builder() {
        return new Builder();
    }

    /** The registry of the JDK's classes alone; always the same one. */
    public static KryoRegistry ofJdkTypes() {
        return OfJdkTypes.REGISTRY;
    }

    /** Made when it is first asked for. */
    private static final class OfJdkTypes {
        static final KryoRegistry REGISTRY = builder().build();
    }

    /** Whether objects of exactly this class may be stored. */
    public boolean contains(Class<?> type) {
        return comesWithKryo(type) || find(type) != null;
    }

    private static boolean comesWithKryo(Class<?> type) {
        return type == String.class
                || MethodType.methodType(type).unwrap().returnType().isPrimitive();
    }

    /** Whether somebody registered this class, as against those that come registered. */
    boolean isUserType(Class<?> type) {
        RegisteredType known = find(type);
        return known != null && known.id() >= USER_OFFSET;
    }

    /**
     * Whether equal objects of exactly this class have equal bytes, and unequal ones unequal bytes, so that they can be keys: numbers,
     * times and identifiers of the JDK; enums; records of such components; and what {@link Builder#canonical} said it of.
     */
    public boolean isCanonical(Class<?> type) {
        return canonical.computeIfAbsent(type, asked -> CanonicalForms.isCanonical(this, asked));
    }

    /** What to do so that objects of this class can be keys, in words. */
    public String howToMakeCanonical(Class<?> type) {
        return CanonicalForms.cure(this, type);
    }

    /** The type that objects of the class are stored as; null when it is not registered. */
    @Nullable
    RegisteredType find(Class<?> type) {
        RegisteredType known = byClass.get(type);
        return known != null ? known : byClass.get(JdkTypes.standIn(type));
    }

    @Nullable
    RegisteredType find(String name) {
        return byName.get(name);
    }

    List<RegisteredType> types() {
        return types;
    }

    /** The lowest number that a user may still give away. */
    int freeId() {
        return freeId;
    }

    /** The users' types as lines of text, {@code number name {type field, ...}}: to be stored beside the data. */
    public List<String> catalogue() {
        return types.stream()
                .filter(type -> type.id() >= USER_OFFSET)
                .sorted(Comparator.comparingInt(RegisteredType::id))
                .map(type -> type.id() - USER_OFFSET + " " + type.name() + " " + shape(type.type()))
                .toList();
    }

    /**
     * What an older program's {@link #catalogue} has that this one has not, or not so: one message a type. What is new here
     * is no mismatch.
     */
    public List<String> mismatches(List<String> stored) {
        Map<String, String> current =
                catalogue().stream().collect(Collectors.toMap(KryoRegistry::number, line -> line));
        List<String> found = new ArrayList<>();
        for (String line : stored) {
            String now = current.get(number(line));
            if (now == null) found.add("stored as \"" + line + "\", but no class is registered under that number now");
            else if (!now.equals(line)) found.add("stored as \"" + line + "\", but now it is \"" + now + "\"");
        }
        return found;
    }

    private static String number(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    static String shape(Class<?> type) {
        if (type.isEnum()) return "enum";
        if (type.isArray()) return "array";
        if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) return "elements";
        return CheckedFields.fieldsOf(type).stream()
                .map(field -> field.getType().getTypeName() + " " + field.getName())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /**
     * Collects classes.
     *
     * <p><b>Threading:</b> one thread.
     */
    public static final class Builder {
        private final Map<Integer, RegisteredType> byId = new TreeMap<>();

        private Builder() {
            for (RegisteredType type : JdkTypes.all()) byId.put(type.id(), type);
        }

        /** Registers a class under its own name. */
        public Builder register(int id, Class<?> type) {
            return register(id, type.getTypeName(), type);
        }

        /** Registers a class under a name that stays when the class is renamed. */
        public Builder register(int id, String name, Class<?> type) {
            refuseUnlessStorable(type);
            return add(
                    new RegisteredType(USER_OFFSET + id, name, type, kryo -> serializerOf(kryo, type), Form.BY_CLASS));
        }

        /** Registers a class that a serializer of the user's own writes; one is made for each thread. */
        public Builder register(int id, String name, Class<?> type, Supplier<? extends Serializer<?>> serializer) {
            return add(new RegisteredType(USER_OFFSET + id, name, type, kryo -> serializer.get(), Form.ANY));
        }

        /**
         * As {@link #register(int, String, Class, Supplier)}, for a serializer that writes equal objects alike and unequal ones
         * differently: they can be keys of states and windows. Nobody can check that; a serializer that breaks it makes two keys of
         * one.
         */
        public Builder canonical(int id, String name, Class<?> type, Supplier<? extends Serializer<?>> serializer) {
            return add(new RegisteredType(USER_OFFSET + id, name, type, kryo -> serializer.get(), Form.CANONICAL));
        }

        private Builder add(RegisteredType added) {
            Class<?> type = added.type();
            String name = added.name();
            int id = added.id() - USER_OFFSET;
            if (comesWithKryo(type))
                throw new IllegalArgumentException(type.getName() + " comes registered: leave it out");
            if (id < 0 || id >= MAX_ID)
                throw new IllegalArgumentException(
                        type.getName() + " has number " + id + ", expected 0 to " + (MAX_ID - 1));
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace))
                throw new IllegalArgumentException("\"" + name + "\" is no name for " + type.getName());
            RegisteredType same = byId.get(added.id());
            if (same != null)
                throw new IllegalArgumentException("number " + id + " is that of "
                        + same.type().getName() + ", it cannot be that of " + type.getName());
            for (RegisteredType other : byId.values()) {
                if (other.type() == type)
                    throw new IllegalArgumentException(
                            type.getName() + " is registered already, as " + describe(other));
                if (other.name().equals(name))
                    throw new IllegalArgumentException("the name " + name + " of " + type.getName() + " is that of "
                            + other.type().getName());
            }
            byId.put(added.id(), added);
            return this;
        }

        private static String describe(RegisteredType type) {
            return type.id() < USER_OFFSET
                    ? "one of the classes that come so: leave it out"
                    : "number " + (type.id() - USER_OFFSET);
        }

        /**
         * Fails at once where a class can never work, instead of at its first object. The JDK's classes alone are known to work, and most
         * programs never need Kryo for them: its classes are not loaded before there is such an object.
         */
        public KryoRegistry build() {
            KryoRegistry registry = new KryoRegistry(this);
            if (byId.keySet().stream().anyMatch(id -> id >= USER_OFFSET)) new RegisteredKryo(registry);
            return registry;
        }

        private static void refuseUnlessStorable(Class<?> type) {
            String refusal = null;
            if (comesWithKryo(type)) return; // is refused later, for that reason
            if (type.isInterface() || (Modifier.isAbstract(type.getModifiers()) && !type.isEnum() && !type.isArray()))
                refusal = "has no objects of its own: register the classes that extend it";
            else if (type.isAnonymousClass() || type.isHidden()) refusal = "has no stable name: use a named class";
            else if (SortedSet.class.isAssignableFrom(type) || SortedMap.class.isAssignableFrom(type))
                refusal = "is sorted by a comparator that may be anything: give it a serializer of your own";
            if (refusal != null) throw new IllegalArgumentException(type.getName() + " " + refusal);
        }

        @SuppressWarnings({"rawtypes", "unchecked"}) // as Kryo's interfaces are
        private static Serializer<?> serializerOf(Kryo kryo, Class<?> type) {
            if (type.isEnum()) return new EnumNameSerializer((Class<? extends Enum>) type);
            if (type.isArray()) return new ElementSerializers.Items();
            if (KryoSerializable.class.isAssignableFrom(type) || type.isAnnotationPresent(DefaultSerializer.class))
                return kryo.getDefaultSerializer(type);
            if (type.isRecord()) return new RecordSerializer(type);
            refuseFieldsBesideElements(type);
            if (Collection.class.isAssignableFrom(type))
                return new ElementSerializers.Elements(
                        order -> (Collection) kryo.newInstance(type), UnaryOperator.identity());
            if (Map.class.isAssignableFrom(type))
                return new ElementSerializers.Entries(order -> (Map) kryo.newInstance(type), UnaryOperator.identity());
            try {
                return new CheckedFields<>(type);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        type.getName() + " cannot be stored by its fields (" + e.getMessage()
                                + "): register it with a serializer of your own",
                        e);
            }
        }

        private static void refuseFieldsBesideElements(Class<?> type) {
            if (!Collection.class.isAssignableFrom(type) && !Map.class.isAssignableFrom(type)) return;
            for (Field field : CheckedFields.fieldsOf(type)) {
                if (!CheckedFields.isOfTheJdk(field.getDeclaringClass()))
                    throw new IllegalArgumentException(type.getName() + " has the field " + field.getName()
                            + " beside its elements: register it with a serializer of your own");
            }
        }
    }
}
