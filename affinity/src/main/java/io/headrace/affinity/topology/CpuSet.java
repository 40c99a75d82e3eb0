package io.headrace.affinity.topology;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A set of CPU numbers, in the forms in which the Linux kernel writes it: a list ({@code 0-3,8}) or a mask of hexadecimal words
 * ({@code 00000000,0000010f}).
 *
 * <p><b>Threading:</b> immutable.
 */
public final class CpuSet {
    /** Above what any kernel can be built for: a larger number is a damaged file, not a machine. */
    public static final int MAX_CPU = 65_535;

    public static final CpuSet EMPTY = new CpuSet(new BitSet());

    private static final int BITS_OF_DIGIT = 4;

    private final BitSet bits;

    private CpuSet(BitSet bits) {
        this.bits = bits;
    }

    public static CpuSet of(int... cpus) {
        BitSet bits = new BitSet();
        for (int cpu : cpus) bits.set(checked(cpu));
        return new CpuSet(bits);
    }

    public static CpuSet of(BitSet cpus) {
        if (cpus.length() > MAX_CPU + 1)
            throw new IllegalArgumentException("no machine has CPU " + (cpus.length() - 1));
        return new CpuSet((BitSet) cpus.clone());
    }

    /** All CPUs from 0 to {@code count - 1}. */
    public static CpuSet firstOf(int count) {
        BitSet bits = new BitSet(count);
        bits.set(0, count == 0 ? 0 : checked(count - 1) + 1);
        return new CpuSet(bits);
    }

    /** Reads {@code 0-3,8}; an empty text is the empty set. */
    public static CpuSet parseList(String text) {
        BitSet bits = new BitSet();
        for (String part : text.strip().split(",", -1)) {
            String range = part.strip();
            if (range.isEmpty()) continue;
            int dash = range.indexOf('-', 1);
            int from = number(dash < 0 ? range : range.substring(0, dash), text);
            int to = dash < 0 ? from : number(range.substring(dash + 1), text);
            if (to < from) throw new IllegalArgumentException("not a list of CPUs: '" + text.strip() + "'");
            bits.set(from, to + 1);
        }
        return new CpuSet(bits);
    }

    /** Reads {@code 00000000,0000010f}: the last digit holds CPUs 0 to 3. */
    public static CpuSet parseMask(String text) {
        BitSet bits = new BitSet();
        String stripped = text.strip();
        int base = 0;
        for (int at = stripped.length() - 1; at >= 0; at--) {
            char c = stripped.charAt(at);
            if (c == ',') continue;
            int digit = Character.digit(c, 16);
            if (digit < 0) throw new IllegalArgumentException("not a mask of CPUs: '" + stripped + "'");
            for (int bit = 0; bit < BITS_OF_DIGIT; bit++) {
                if ((digit & 1 << bit) != 0) bits.set(checked(base + bit));
            }
            base += BITS_OF_DIGIT;
        }
        return new CpuSet(bits);
    }

    public boolean contains(int cpu) {
        return cpu >= 0 && bits.get(cpu);
    }

    public boolean containsAll(CpuSet others) {
        return others.minus(this).isEmpty();
    }

    public boolean intersects(CpuSet others) {
        return bits.intersects(others.bits);
    }

    public CpuSet and(CpuSet others) {
        BitSet result = toBitSet();
        result.and(others.bits);
        return new CpuSet(result);
    }

    public CpuSet or(CpuSet others) {
        BitSet result = toBitSet();
        result.or(others.bits);
        return new CpuSet(result);
    }

    public CpuSet minus(CpuSet others) {
        BitSet result = toBitSet();
        result.andNot(others.bits);
        return new CpuSet(result);
    }

    public CpuSet where(IntPredicate wanted) {
        return of(stream().filter(wanted).toArray());
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public int size() {
        return bits.cardinality();
    }

    /** The lowest CPU, or -1 of the empty set. */
    public int first() {
        return bits.nextSetBit(0);
    }

    /** The highest CPU, or -1 of the empty set. */
    public int last() {
        return bits.length() - 1;
    }

    /** The CPUs, ascending. */
    public IntStream stream() {
        return bits.stream();
    }

    /** A copy that the caller may change. */
    public BitSet toBitSet() {
        return (BitSet) bits.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CpuSet that && bits.equals(that.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    /** The kernel's list form, {@code 0-3,8}; empty for the empty set. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int from = bits.nextSetBit(0); from >= 0; ) {
            int end = bits.nextClearBit(from);
            if (text.length() > 0) text.append(',');
            text.append(from);
            if (end - from > 1) text.append('-').append(end - 1);
            from = bits.nextSetBit(end);
        }
        return text.toString();
    }

    private static int number(String digits, String text) {
        try {
            return checked(Integer.parseInt(digits.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a list of CPUs: '" + text.strip() + "'", e);
        }
    }

    private static int checked(int cpu) {
        if (cpu < 0 || cpu > MAX_CPU) {
            throw new IllegalArgumentException("no machine has CPU " + cpu + ": the numbers go from 0 to " + MAX_CPU);
        }
        return cpu;
    }
}
