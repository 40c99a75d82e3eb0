package io.headrace.memory.codec.flat;

import static java.lang.invoke.MethodType.methodType;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Refusal;
import io.headrace.memory.codec.Utf8;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects of a record class as the flat records of its {@link FlatLayout}. Accessors and constructor are bound once;
 * encoding allocates nothing, decoding the object and its strings. {@link FlatViews} and field handles read the same
 * bytes without objects.
 *
 * <p>It is canonical, unless the class has an {@code equals} of its own. Decoding refuses what encoding would not write, and
 * what the constructor refuses.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class FlatRecordCodec<R extends Record> implements Codec<R> {
    private static final int VERSION = 1;

    private final Class<R> type;
    private final FlatLayout layout;
    private final boolean canonical;
    /** {@code (long address, Record value)void}: writes the fields of fixed length. */
    private final MethodHandle write;
    /** {@code (long address, int length)Record}. */
    private final MethodHandle read;
    /** {@code (Record)String}, when a text takes the rest. */
    private final @Nullable MethodHandle trailingText;

    private FlatRecordCodec(Class<R> type, Lookup lookup) throws ReflectiveOperationException {
        this.type = type;
        this.layout = FlatLayout.of(type);
        this.canonical = hasEqualsOfRecords(type);
        RecordComponent[] components = type.getRecordComponents();
        MethodHandle[] accessors = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) accessors[i] = lookup.unreflect(components[i].getAccessor());
        this.write = writer(accessors);
        this.read = reader(components, lookup);
        this.trailingText = layout.hasTrailingText()
                ? accessors[accessors.length - 1].asType(methodType(String.class, Record.class))
                : null;
    }

    /** The codec of a record class on the class path, or in a package that is open to this one. */
    public static <R extends Record> FlatRecordCodec<R> of(Class<R> type) {
        try {
            return of(MethodHandles.privateLookupIn(type, MethodHandles.lookup()), type);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "the package of " + type.getName() + " is not open: pass a MethodHandles.lookup() of a class in it",
                    e);
        }
    }

    /** The codec of any record class that the lookup may use. */
    public static <R extends Record> FlatRecordCodec<R> of(Lookup lookup, Class<R> type) {
        try {
            return new FlatRecordCodec<>(type, lookup);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(lookup + " may not use the record " + type.getName(), e);
        }
    }

    public FlatLayout layout() {
        return layout;
    }

    /** The compiler's own {@code equals} of a record is final; one that somebody wrote is not, as a rule. */
    private static boolean hasEqualsOfRecords(Class<?> type) throws NoSuchMethodException {
        Method equals = type.getDeclaredMethod("equals", Object.class);
        return Modifier.isFinal(equals.getModifiers());
    }

    private MethodHandle writer(MethodHandle[] accessors) throws ReflectiveOperationException {
        MethodHandle all = MethodHandles.empty(methodType(void.class, long.class, Record.class));
        for (int i = accessors.length - 1; i >= 0; i--) {
            FlatField field = layout.fields().get(i);
            if (field.type() == FlatType.TEXT) continue;
            Class<?> value = field.type() == FlatType.ASCII
                    ? CharSequence.class
                    : field.type().javaType();
            MethodHandle put = MethodHandles.lookup()
                    .findVirtual(field.getClass(), "put", methodType(void.class, long.class, value))
                    .bindTo(field);
            MethodHandle get = accessors[i].asType(methodType(value, Record.class));
            all = MethodHandles.foldArguments(all, MethodHandles.filterArguments(put, 1, get));
        }
        return all;
    }

    private MethodHandle reader(RecordComponent[] components, Lookup lookup) throws ReflectiveOperationException {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        MethodHandle all = lookup.findConstructor(type, methodType(void.class, types));
        int[] sources = new int[2 * types.length];
        for (int i = types.length - 1; i >= 0; i--) {
            FlatField field = layout.fields().get(i);
            boolean rest = field.type() == FlatType.TEXT;
            MethodHandle get = MethodHandles.lookup()
                    .findVirtual(
                            field.getClass(),
                            "get",
                            rest ? methodType(types[i], long.class, int.class) : methodType(types[i], long.class))
                    .bindTo(field);
            if (!rest) get = MethodHandles.dropArguments(get, 1, int.class);
            all = MethodHandles.collectArguments(all, i, get);
            sources[2 * i + 1] = 1;
        }
        return MethodHandles.permuteArguments(
                all.asType(all.type().changeReturnType(Record.class)),
                methodType(Record.class, long.class, int.class),
                sources);
    }

    @Override
    public int encode(R value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        int fixed = layout.fixedLength();
        if (capacity < fixed) return NO_ROOM;
        try {
            write.invokeExact(address, (Record) value);
            if (trailingText == null) return fixed;
            String text = (String) trailingText.invokeExact((Record) value);
            int written = Utf8.encode(text, address + fixed, capacity - fixed);
            return written == NO_ROOM ? NO_ROOM : fixed + written;
        } catch (NullPointerException e) {
            throw nullWithin(value, e);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException("an accessor of " + type.getName() + " failed", e);
        }
    }

    private static NullPointerException nullWithin(Object value, NullPointerException cause) {
        NullPointerException named = new NullPointerException(
                value + " has a null component: a flat record has no bytes for it; use an empty text instead");
        named.initCause(cause);
        return named;
    }

    @Override
    public R decode(long address, int length) {
        layout.check(address, length);
        try {
            return type.cast((Record) read.invokeExact(address, length));
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
        return layout.hasTrailingText() ? VARIABLE : layout.fixedLength();
    }

    /** The {@link FlatLayout#signature}: the class may be renamed, its fields may not. */
    @Override
    public String name() {
        return layout.signature();
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String toString() {
        return id();
    }
}
