package io.headrace.exec.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup.ClassOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * A class defined anew from the bytes of a template, hidden and for one place of one plan. The JIT keeps what it learns about a call
 * site per class: operators that share a class share their call sites, which then see the next operators of all pipelines and are
 * never inlined again. With classes of their own every call has one target, and a whole pass becomes one loop, also in the fourth
 * pipeline of a JVM ({@code docs/decisions} has the figures). Methods keep their names, so profiles stay readable.
 *
 * <p>A template is final, has one constructor, no lambdas, and keeps nothing in static fields but constants.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <T> what the template extends or implements; the new class does too, but is not the template
 */
public final class OwnClass<T> {
    private static final ClassValue<byte[]> BYTES = new ClassValue<>() {
        @Override
        protected byte[] computeValue(Class<?> template) {
            return read(template);
        }
    };

    private final Class<T> kind;
    private final Constructor<?> constructor;

    private OwnClass(Class<T> kind, Constructor<?> constructor) {
        this.kind = kind;
        this.constructor = constructor;
    }

    /** Defines a class. The lookup is of the template's package. */
    public static <T> OwnClass<T> like(MethodHandles.Lookup lookup, Class<T> kind, Class<? extends T> template) {
        try {
            MethodHandles.Lookup defined = lookup.defineHiddenClass(BYTES.get(template), true, ClassOption.NESTMATE);
            Constructor<?>[] constructors = defined.lookupClass().getDeclaredConstructors();
            if (constructors.length != 1)
                throw new IllegalArgumentException(template + " has " + constructors.length + " constructors, not one");
            constructors[0].setAccessible(true);
            return new OwnClass<>(kind, constructors[0]);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(lookup + " cannot define a class like " + template, e);
        }
    }

    /** Calls the constructor; not by a method handle, for each has forms of its own to be linked, and one call. */
    public T make(@Nullable Object... arguments) {
        try {
            return kind.cast(constructor.newInstance(arguments));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) throw failure;
            if (e.getCause() instanceof Error failure) throw failure;
            throw new IllegalStateException("no instance of " + kind + " could be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no instance of " + kind + " could be made", e);
        }
    }

    private static byte[] read(Class<?> template) {
        String name = template.getName();
        String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
        try (InputStream in = template.getResourceAsStream(file)) {
            if (in == null)
                throw new IllegalStateException(
                        "the bytes of " + name + " are not on the class path: a native image, or a"
                                + " loader that hides class files, cannot run passes");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
