package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * Numbers read from the bytes of a text, in place. A text that is no number gives what the caller chose instead; two
 * different choices tell such a text from a number.
 *
 * <p><b>Threading:</b> stateless.
 */
final class NumberText {
    private static final long ZEROS = 0x3030_3030_3030_3030L;
    private static final long TENS = 0xf0f0_f0f0_f0f0_f0f0L;
    private static final long SIXES = 0x0606_0606_0606_0606L;
    private static final int EIGHT_DIGITS = 100_000_000;

    /** Digits of which every number fits a long. */
    private static final int SAFE_DIGITS = 18;

    /** Integers up to here, and powers of ten up to 10^22, are doubles without error; so is one rounding of both. */
    private static final long EXACT_MANTISSA = 1L << 53;

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int EXPONENT_LIMIT = 1 << 30;

    private NumberText() {}

    /** {@code [+-]digits} as {@link Long#parseLong}, ASCII digits only; anything else, or overflow, is the other value. */
    static long parseLong(long address, int length, long otherwise) {
        if (length == 0) return otherwise;
        byte sign = RawMemory.getByte(address);
        int at = sign == '-' || sign == '+' ? 1 : 0;
        int digits = length - at;
        if (digits == 0) return otherwise;
        while (digits > SAFE_DIGITS && RawMemory.getByte(address + at) == '0') {
            at++;
            digits--;
        }
        if (digits > SAFE_DIGITS + 1) return otherwise;
        int safe = Math.min(digits, SAFE_DIGITS);
        long value = digits(address + at, safe);
        if (value < 0) return otherwise;
        if (digits == safe) return sign == '-' ? -value : value;
        int last = RawMemory.getByte(address + at + safe) - '0';
        if (last < 0 || last > 9) return otherwise;
        long room = sign == '-' ? Long.MIN_VALUE : -Long.MAX_VALUE; // below zero there is one number more
        if (-value < (room + last) / 10) return otherwise;
        long negative = -value * 10 - last;
        return sign == '-' ? negative : -negative;
    }

    /** The number of up to 18 digits, or -1. */
    private static long digits(long address, int count) {
        int head = count & 7;
        long value = 0;
        if (head != 0) {
            int empty = (8 - head) << 3;
            value = eightDigits(Swar.load(address, head) << empty | ZEROS >>> (head << 3));
            if (value < 0) return -1;
        }
        for (int at = head; at < count; at += 8) {
            long eight = eightDigits(RawMemory.getLong(address + at));
            if (eight < 0) return -1;
            value = value * EIGHT_DIGITS + eight;
        }
        return value;
    }

    /** The number whose first digit is the lowest byte, or -1: neighbours are joined to pairs, fours and eight. */
    private static long eightDigits(long word) {
        if ((word & TENS) != ZEROS || (word + SIXES & TENS) != ZEROS) return -1;
        long d = word - ZEROS;
        d = (d * 10 + (d >>> 8)) & 0x00ff_00ff_00ff_00ffL;
        d = (d * 100 + (d >>> 16)) & 0x0000_ffff_0000_ffffL;
        return (d * 10_000 + (d >>> 32)) & 0xffff_ffffL;
    }

    /** A decimal number as {@link Double#parseDouble} rounds it; without spaces, suffixes and hexadecimal digits. */
    static double parseDouble(long address, int length, double otherwise) {
        int at = 0;
        boolean negative = false;
        if (length > 0) {
            byte sign = RawMemory.getByte(address);
            negative = sign == '-';
            if (negative || sign == '+') at = 1;
        }
        long mantissa = 0;
        int significant = 0;
        int digits = 0;
        int exponent = 0;
        boolean fraction = false;
        for (; at < length; at++) {
            int digit = RawMemory.getByte(address + at) - '0';
            if (digit >= 0 && digit <= 9) {
                digits++;
                if (significant > 0 || digit != 0) significant++;
                if (significant <= SAFE_DIGITS) mantissa = mantissa * 10 + digit;
                if (fraction) exponent--;
            } else if (digit == '.' - '0' && !fraction) {
                fraction = true;
            } else {
                break;
            }
        }
        if (digits == 0) return fraction ? otherwise : special(address + at, length - at, negative, otherwise);
        if (at < length) {
            int written = exponent(address + at, length - at);
            if (written == Integer.MIN_VALUE) return otherwise;
            exponent += written;
        }
        if (significant == 0) return negative ? -0.0 : 0.0;
        if (significant > SAFE_DIGITS || mantissa > EXACT_MANTISSA || exponent < -22 || exponent > 22)
            return Double.parseDouble(Utf8.decodeLeniently(address, length));
        double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
        return negative ? -value : value;
    }

    /** {@code e[+-]digits}, held within a limit that is beyond every double; or {@link Integer#MIN_VALUE}. */
    private static int exponent(long address, int length) {
        if ((RawMemory.getByte(address) | 0x20) != 'e' || length < 2) return Integer.MIN_VALUE;
        byte sign = RawMemory.getByte(address + 1);
        int at = sign == '-' || sign == '+' ? 2 : 1;
        if (at == length) return Integer.MIN_VALUE;
        long value = 0;
        for (; at < length; at++) {
            int digit = RawMemory.getByte(address + at) - '0';
            if (digit < 0 || digit > 9) return Integer.MIN_VALUE;
            value = Math.min(value * 10 + digit, EXPONENT_LIMIT);
        }
        return (int) (sign == '-' ? -value : value);
    }

    private static double special(long address, int length, boolean negative, double otherwise) {
        if (Utf8.prefixLength(address, length, "NaN") == length && length > 0) return Double.NaN;
        if (Utf8.prefixLength(address, length, "Infinity") != length || length == 0) return otherwise;
        return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** Says which text is no number, shortened to what fits a line. */
    static NumberFormatException refuse(String kind, long address, int length) {
        int shown = Math.min(length, 64);
        String cut = shown < length ? "... (" + length + " bytes)" : "";
        return new NumberFormatException("no " + kind + ": \"" + Utf8.decodeLeniently(address, shown) + "\"" + cut);
    }
}
