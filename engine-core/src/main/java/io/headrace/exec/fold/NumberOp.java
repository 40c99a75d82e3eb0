package io.headrace.exec.fold;

import io.headrace.function.ViewToDouble;
import io.headrace.function.ViewToLong;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.plan.Reducer;
import io.headrace.plan.ViewValue;

/**
 * The number that a row brings, as bits, and how it gets into what is there. The nested classes are templates.
 *
 * <p><b>Threading:</b> stateless, as far as the user's function is.
 */
abstract class NumberOp {
    /** Calls the user's function, if there is one. */
    abstract long read(Object row) throws Exception;

    /** Puts bits in at an address of the table; a number that was inserted just now is 0 so far. */
    abstract void put(long at, boolean inserted, long bits);

    /** The template for a reducer of values. */
    static Class<? extends NumberOp> template(ViewValue<?, ?> value, Reducer reducer) {
        if (value instanceof ViewValue.One<?>) return reducer == Reducer.SUM_LONG ? Counting.class : Ones.class;
        if (value instanceof ViewValue.OfDouble<?>) return OfDoubles.class;
        return reducer == Reducer.SUM_LONG ? SumOfLongs.class : OfLongs.class;
    }

    /** Reduces the bits of two numbers. */
    static long reduce(Reducer reducer, long left, long right) {
        return switch (reducer) {
            case SUM_LONG -> left + right;
            case MIN_LONG -> Math.min(left, right);
            case MAX_LONG -> Math.max(left, right);
            case SUM_DOUBLE -> bits(Double.longBitsToDouble(left) + Double.longBitsToDouble(right));
            case MIN_DOUBLE -> bits(Math.min(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
            case MAX_DOUBLE -> bits(Math.max(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
        };
    }

    static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    static void reduceInto(long at, boolean inserted, Reducer reducer, long bits) {
        RawMemory.putLong(at, inserted ? bits : reduce(reducer, RawMemory.getLong(at), bits));
    }

    /** As {@link #put}, of so many long keys; false when the table is full. */
    boolean putAll(LongKeyTable table, long[] keys, long[] numbers, int count) {
        for (int i = 0; i < count; i++) {
            long at = table.upsert(keys[i]);
            if (at == LongKeyTable.FULL) return false;
            put(at, table.inserted(), numbers[i]);
        }
        return true;
    }

    static final class Counting extends NumberOp {
        @SuppressWarnings("unused") // all templates are made alike
        Counting(ViewValue<Object, ?> value, Reducer reducer) {}

        @Override
        long read(Object row) {
            return 1;
        }

        @Override
        void put(long at, boolean inserted, long bits) {
            RawMemory.putLong(at, RawMemory.getLong(at) + 1);
        }

        @Override
        boolean putAll(LongKeyTable table, long[] keys, long[] numbers, int count) {
            return table.addAll(keys, numbers, count) == count;
        }
    }

    static final class SumOfLongs extends NumberOp {
        private final ViewToLong<Object> value;

        @SuppressWarnings({"unused", "unchecked"}) // all templates are made alike, and chosen by the kind of value
        SumOfLongs(ViewValue<Object, ?> value, Reducer reducer) {
            this.value = ((ViewValue.OfLong<Object>) value).of();
        }

        @Override
        long read(Object row) throws Exception {
            return value.applyAsLong(row);
        }

        @Override
        void put(long at, boolean inserted, long bits) {
            RawMemory.putLong(at, RawMemory.getLong(at) + bits);
        }

        @Override
        boolean putAll(LongKeyTable table, long[] keys, long[] numbers, int count) {
            return table.addAll(keys, numbers, count) == count;
        }
    }

    static final class Ones extends NumberOp {
        private final Reducer reducer;

        @SuppressWarnings("unused") // all templates are made alike
        Ones(ViewValue<Object, ?> value, Reducer reducer) {
            this.reducer = reducer;
        }

        @Override
        long read(Object row) {
            return reducer.isDouble() ? bits(1.0) : 1;
        }

        @Override
        void put(long at, boolean inserted, long bits) {
            reduceInto(at, inserted, reducer, bits);
        }
    }

    static final class OfLongs extends NumberOp {
        private final ViewToLong<Object> value;
        private final Reducer reducer;
        private final boolean asDouble;

        @SuppressWarnings("unchecked") // the template was chosen by the kind of value
        OfLongs(ViewValue<Object, ?> value, Reducer reducer) {
            this.value = ((ViewValue.OfLong<Object>) value).of();
            this.reducer = reducer;
            this.asDouble = reducer.isDouble();
        }

        @Override
        long read(Object row) throws Exception {
            long number = value.applyAsLong(row);
            return asDouble ? bits((double) number) : number;
        }

        @Override
        void put(long at, boolean inserted, long bits) {
            reduceInto(at, inserted, reducer, bits);
        }
    }

    static final class OfDoubles extends NumberOp {
        private final ViewToDouble<Object> value;
        private final Reducer reducer;

        @SuppressWarnings("unchecked") // the template was chosen by the kind of value
        OfDoubles(ViewValue<Object, ?> value, Reducer reducer) {
            this.value = ((ViewValue.OfDouble<Object>) value).of();
            this.reducer = reducer;
        }

        @Override
        long read(Object row) throws Exception {
            return bits(value.applyAsDouble(row));
        }

        @Override
        void put(long at, boolean inserted, long bits) {
            reduceInto(at, inserted, reducer, bits);
        }
    }
}
