package io.headrace.memory.codec.flat;

import static java.lang.invoke.MethodType.methodType;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes flyweights: objects of a user's interface that read and write the fields of a {@link FlatLayout} in place.
 *
 * <pre>
 *   interface Trade {
 *       long time();                     // reads the field
 *       double price();
 *       void price(double value);        // writes it; may also return Trade, for chains
 *       Utf8View symbol(Utf8View into);  // aims the view at an ascii or text field
 *       String symbol();                 // copies one: allocates
 *       void symbol(CharSequence text);  // writes an ascii field
 *   }
 * </pre>
 *
 * Each abstract method has the name of a field, and its types are those of the field. One class is defined per interface and
 * layout, in the interface's package; nothing is boxed and the JIT inlines all of it.
 *
 * <p><b>Threading:</b> immutable; a flyweight belongs to one thread at a time.
 *
 * @param <V> the interface
 */
public final class FlatViews<V> {
    private static final ClassValue<Map<FlatLayout, MethodHandle>> DEFINED = new ClassValue<>() {
        @Override
        protected Map<FlatLayout, MethodHandle> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private static final AtomicInteger SERIAL = new AtomicInteger();

    private final Class<V> type;
    private final FlatLayout layout;
    private final MethodHandle constructor;

    private FlatViews(Class<V> type, FlatLayout layout, MethodHandle constructor) {
        this.type = type;
        this.layout = layout;
        this.constructor = constructor;
    }

    /** Flyweights of an interface on the class path, or in a package that is open to this one. */
    public static <V> FlatViews<V> of(Class<V> type, FlatLayout layout) {
        try {
            return of(MethodHandles.privateLookupIn(type, MethodHandles.lookup()), type, layout);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "the package of " + type.getName() + " is not open: pass a MethodHandles.lookup() of a class in it",
                    e);
        }
    }

    /** Flyweights of any interface, defined by the lookup of a class in its package. */
    public static <V> FlatViews<V> of(Lookup lookup, Class<V> type, FlatLayout layout) {
        if (!type.isInterface()) throw new IllegalArgumentException(type.getName() + " is no interface");
        MethodHandle constructor = DEFINED.get(type).computeIfAbsent(layout, wanted -> define(lookup, type, wanted));
        return new FlatViews<>(type, layout, constructor);
    }

    /** A new flyweight, aimed at nothing. It is a {@link FlatView} as well. */
    public V create() {
        try {
            return type.cast((FlatView) constructor.invokeExact(layout));
        } catch (Throwable e) {
            throw new IllegalStateException("a flyweight of " + type.getName() + " could not be made", e);
        }
    }

    /** A new flyweight of the same class as this one, which has that layout. */
    static FlatView another(FlatView view, FlatLayout layout) {
        Class<?> type = view.getClass().getInterfaces()[0]; // the user's: the class was defined for it
        MethodHandle constructor = Objects.requireNonNull(DEFINED.get(type).get(layout));
        try {
            return (FlatView) constructor.invokeExact(layout);
        } catch (Throwable e) {
            throw new IllegalStateException("a flyweight of " + type.getName() + " could not be made", e);
        }
    }

    /** The flyweight for the next record: this one, or a new one under {@link ViewPoison}. */
    public V renewed(V view) {
        return ViewPoison.ON ? create() : view;
    }

    public FlatLayout layout() {
        return layout;
    }

    /** Fills in a record of zeros. */
    @FunctionalInterface
    public interface Writer<V> {
        void write(V record) throws Exception;
    }

    /** The bytes of a record that is written through a view; of fixed length. */
    public byte[] bytesOf(Writer<V> writer) throws Exception {
        int length = layout.fixedLength();
        long record = NativeMemory.allocate(length, MemoryTag.CODEC);
        try {
            RawMemory.fill(record, length, (byte) 0);
            V view = create();
            ((FlatView) view).wrap(record);
            writer.write(view);
            ((FlatView) view).expire();
            byte[] bytes = new byte[length];
            RawMemory.copyToArray(record, bytes, 0, length);
            return bytes;
        } finally {
            NativeMemory.free(record, length, MemoryTag.CODEC);
        }
    }

    private static MethodHandle define(Lookup lookup, Class<?> type, FlatLayout layout) {
        String name = ClassBytes.internalName(type) + "$Flat" + SERIAL.incrementAndGet();
        ClassBytes bytes = new ClassBytes(name, FlatViewBase.class, type);
        MethodType create = methodType(void.class, FlatLayout.class);
        bytes.method("<init>", create)
                .loadThis()
                .loadParameter()
                .callSpecial(FlatViewBase.class, "<init>", create)
                .end();
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !isInherited(method))
                implement(bytes, type, method, layout);
        }
        try {
            // not a hidden class: a lookup into another module, such as that of another class loader, may define none
            Class<?> defined = lookup.defineClass(bytes.toByteArray());
            return lookup.findConstructor(defined, create).asType(methodType(FlatView.class, FlatLayout.class));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalArgumentException(
                    "no flyweight of " + type.getName() + " can be defined with " + lookup, e);
        }
    }

    /** Whether the base class or {@link Object} has the method already. */
    private static boolean isInherited(Method method) {
        if (method.getDeclaringClass() == FlatView.class) return true;
        try {
            FlatViewBase.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false; // which is the usual case
        }
    }

    private static void implement(ClassBytes bytes, Class<?> owner, Method method, FlatLayout layout) {
        FlatField field = layout.field(method.getName());
        MethodType shape = methodType(method.getReturnType(), method.getParameterTypes());
        ClassBytes.Code code = bytes.method(method.getName(), shape);
        boolean done = field.type().primitiveCodec() != null
                ? primitive(code, owner, shape, field)
                : text(code, owner, shape, field);
        if (!done)
            throw new IllegalArgumentException(method + " does not fit the field: " + field.signature() + " is read by "
                    + (field.type() == FlatType.BYTES
                            ? "a BytesField only"
                            : field.type().javaType().getSimpleName() + " " + field.name() + "(), or written by void "
                                    + field.name() + "(value)"));
        code.end();
    }

    private static boolean primitive(ClassBytes.Code code, Class<?> owner, MethodType shape, FlatField field) {
        Class<?> codec = Objects.requireNonNull(field.type().primitiveCodec());
        Class<?> value = field.type().javaType();
        if (shape.equals(methodType(value))) {
            place(code, field).callStatic(codec, "get", methodType(value, long.class));
            return true;
        }
        if (!isSetter(shape, owner, value)) return false;
        place(code.loadParameter(), field).callStatic(codec, "put", methodType(void.class, value, long.class));
        return returnThis(code, shape);
    }

    private static boolean text(ClassBytes.Code code, Class<?> owner, MethodType shape, FlatField field) {
        MethodType aim = methodType(Utf8View.class, Utf8View.class);
        MethodType copy = methodType(String.class);
        boolean ascii = field.type() == FlatType.ASCII;
        if (field.type() == FlatType.BYTES) return false;
        if (ascii && shape.equals(aim)) {
            place(code, field)
                    .push(field.length())
                    .loadParameter()
                    .callStatic(
                            AsciiField.class, "aim", methodType(Utf8View.class, long.class, int.class, Utf8View.class));
        } else if (ascii && shape.equals(copy)) {
            place(code, field)
                    .push(field.length())
                    .callStatic(AsciiField.class, "copy", methodType(String.class, long.class, int.class));
        } else if (ascii && isSetter(shape, owner, CharSequence.class)) {
            MethodType put = methodType(void.class, long.class, int.class, CharSequence.class, String.class);
            place(code, field).push(field.length()).loadParameter().push(field.name());
            return returnThis(code.callStatic(AsciiField.class, "put", put), shape);
        } else if (shape.equals(aim)) {
            code.loadThis()
                    .push(field.offset())
                    .loadParameter()
                    .callVirtual(
                            FlatViewBase.class,
                            "aimAtRestOfRecord",
                            methodType(Utf8View.class, int.class, Utf8View.class));
        } else if (shape.equals(copy)) {
            code.loadThis()
                    .push(field.offset())
                    .callVirtual(FlatViewBase.class, "copyRestOfRecord", methodType(String.class, int.class));
        } else {
            return false;
        }
        return true;
    }

    private static boolean isSetter(MethodType shape, Class<?> owner, Class<?> value) {
        return shape.parameterCount() == 1
                && shape.parameterType(0) == value
                && (shape.returnType() == void.class || shape.returnType() == owner);
    }

    /** Pushes the address of the field. */
    private static ClassBytes.Code place(ClassBytes.Code code, FlatField field) {
        return code.loadThis()
                .callVirtual(FlatViewBase.class, "recordAddress", methodType(long.class))
                .plus(field.offset());
    }

    private static boolean returnThis(ClassBytes.Code code, MethodType shape) {
        if (shape.returnType() != void.class) code.loadThis();
        return true;
    }
}
