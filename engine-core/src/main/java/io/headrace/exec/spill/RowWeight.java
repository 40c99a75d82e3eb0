package io.headrace.exec.spill;

import io.headrace.Tuple2;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes an object takes of the heap, with what only it refers to. Fields of the user's classes count by their types; what
 * lies behind those that are objects is looked at as far as it is of known classes.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class RowWeight {
    private static final int HEADER = 16;
    private static final int REFERENCE = 4;
    private static final int SLOT = 8;
    private static final int ENTRY = 48;
    private static final int TEXT = 40;
    private static final int MOST_DEPTH = 6;

    /** Of long collections so many elements are looked at. */
    private static final int MOST_ELEMENTS = 16;

    private static final ClassValue<Integer> SHALLOW = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            return shallow(type);
        }
    };

    private RowWeight() {}

    /** The estimate; 0 only for null. */
    public static long of(@Nullable Object row) {
        return of(row, 0);
    }

    private static long of(@Nullable Object value, int depth) {
        if (value == null) return 0;
        if (value instanceof String text) return TEXT + (long) text.length();
        if (value instanceof Number || value instanceof Boolean || value instanceof Character) return HEADER;
        if (value instanceof Enum) return REFERENCE;
        if (depth > MOST_DEPTH) return ENTRY;
        if (value instanceof Tuple2<?, ?> pair)
            return HEADER + SLOT + of(pair._1(), depth + 1) + of(pair._2(), depth + 1);
        if (value instanceof SpilledList) return ENTRY;
        if (value instanceof Collection<?> many) return HEADER + SLOT + elements(many, many.size(), depth);
        if (value instanceof Map<?, ?> map)
            return ENTRY + elements(map.keySet(), map.size(), depth) + elements(map.values(), map.size(), depth);
        return value.getClass().isArray() ? array(value, depth) : SHALLOW.get(value.getClass());
    }

    private static long elements(Iterable<?> elements, int size, int depth) {
        long sum = 0;
        int seen = 0;
        for (Object element : elements) {
            if (seen == MOST_ELEMENTS) break;
            sum += SLOT + of(element, depth + 1);
            seen++;
        }
        return seen == 0 ? 0 : sum * size / seen;
    }

    private static long array(Object array, int depth) {
        int length = Array.getLength(array);
        if (!(array instanceof Object[] objects))
            return HEADER + (long) length * sizeOf(array.getClass().getComponentType());
        long sum = 0;
        int seen = Math.min(length, MOST_ELEMENTS);
        for (int i = 0; i < seen; i++) sum += SLOT + of(objects[i], depth + 1);
        return HEADER + (seen == 0 ? 0 : sum * length / seen);
    }

    /** The fields, and for each that refers to an object a text's worth. */
    private static int shallow(Class<?> type) {
        int sum = HEADER;
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) continue;
                sum += sizeOf(field.getType());
                if (!field.getType().isPrimitive()) sum += TEXT;
            }
        }
        return sum;
    }

    private static int sizeOf(Class<?> type) {
        if (type == long.class || type == double.class) return Long.BYTES;
        if (type == byte.class || type == boolean.class) return 1;
        if (type == short.class || type == char.class) return Short.BYTES;
        return REFERENCE;
    }
}
