package io.headrace.exec.fold;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was combined for each key of a table, by ordinal. Numbers lie without their boxes as long as all of them are {@code Integer}s, all {@code Long}s or
 * all {@code Double}s: the first one decides. Each is boxed for the call of a function and taken out of what that returns, so that a compiled
 * loop has no box at all ({@link CombineSink}); one that lies in an array is a miss of the caches for each call, and a barrier of the collector.
 *
 * <pre>
 *   numbers   [ n | n | n | ... ]     while all are numbers of one class; else
 *   objects   [ o | o | o | ... ]
 * </pre>
 *
 * <p><b>Threading:</b> as {@link BatchTable}.
 */
final class Combinations {
    static final int UNDECIDED = 0;
    static final int INTEGERS = 1;
    static final int LONGS = 2;
    static final int DOUBLES = 3;
    static final int OBJECTS = 4;

    int kind = UNDECIDED;
    long[] numbers;
    private int size;
    private @Nullable Object[] objects = {};

    Combinations(int capacity) {
        numbers = new long[capacity];
    }

    @Nullable
    Object get(int ordinal) {
        return switch (kind) {
            case INTEGERS -> (int) numbers[ordinal];
            case LONGS -> numbers[ordinal];
            case DOUBLES -> Double.longBitsToDouble(numbers[ordinal]);
            default -> objects[ordinal];
        };
    }

    void set(int ordinal, @Nullable Object value) {
        if (kind == INTEGERS && value instanceof Integer number) numbers[ordinal] = number;
        else if (kind == LONGS && value instanceof Long number) numbers[ordinal] = number;
        else if (kind == DOUBLES && value instanceof Double number)
            numbers[ordinal] = Double.doubleToRawLongBits(number);
        else setObject(ordinal, value);
    }

    /** The one of the next ordinal. */
    void add(@Nullable Object value) {
        if (kind == UNDECIDED) {
            kind = kindOf(value);
            if (kind == OBJECTS) makeRoom();
        }
        set(size++, value);
    }

    private static int kindOf(@Nullable Object value) {
        if (value instanceof Integer) return INTEGERS;
        if (value instanceof Long) return LONGS;
        return value instanceof Double ? DOUBLES : OBJECTS;
    }

    /** The same for one that is not of the class of all before it, which are boxed then. */
    void setObject(int ordinal, @Nullable Object value) {
        if (kind != OBJECTS) {
            makeRoom();
            for (int i = 0; i < size; i++) objects[i] = get(i);
            kind = OBJECTS;
        }
        objects[ordinal] = value;
    }

    private void makeRoom() {
        if (objects.length < numbers.length) objects = new Object[numbers.length];
    }

    void grow(int capacity) {
        numbers = Arrays.copyOf(numbers, capacity);
        if (kind == OBJECTS) objects = Arrays.copyOf(objects, capacity);
    }

    void clear() {
        if (kind == OBJECTS) Arrays.fill(objects, 0, size, null);
        size = 0;
        kind = UNDECIDED;
    }
}
