package io.headrace.memory.table;

import io.headrace.memory.Hash;
import java.math.BigInteger;

/**
 * A secret to multiply keys by, so that numbers in a row are spread more evenly than by chance. How evenly the multiples of a fraction fill the
 * circle depends on how badly other fractions approximate it, that is, on how small the terms of its continued fraction are; the golden ratio
 * has ones only. So the terms are drawn, mostly ones, 3 at most, and the secret is that fraction of 2<sup>64</sup>. About forty of its bits are
 * by chance.
 *
 * <p><b>Threading:</b> stateless.
 */
final class SpreadingSecret {
    private static final int WORD = 64;
    private static final int BITS_OF_TERM = 3;
    private static final int[] TERMS = {1, 1, 1, 1, 1, 2, 2, 3};

    private SpreadingSecret() {}

    /** The secret that belongs to this seed; an odd number. */
    static long of(long seed) {
        BigInteger before = BigInteger.ONE; // the fraction is numerator / denominator, and these are the ones before
        BigInteger numerator = BigInteger.ZERO;
        BigInteger denominatorBefore = BigInteger.ZERO;
        BigInteger denominator = BigInteger.ONE;
        for (int i = 0; denominator.bitLength() <= WORD; i++) {
            BigInteger term = BigInteger.valueOf(term(seed, i));
            BigInteger next = term.multiply(numerator).add(before);
            before = numerator;
            numerator = next;
            BigInteger nextDenominator = term.multiply(denominator).add(denominatorBefore);
            denominatorBefore = denominator;
            denominator = nextDenominator;
        }
        return numerator.shiftLeft(WORD).divide(denominator).longValue() | 1;
    }

    /** One of {@link #TERMS}. */
    private static long term(long seed, int i) {
        int terms = WORD / BITS_OF_TERM;
        long word = Hash.ofLong(i / terms, seed);
        return TERMS[(int) (word >>> (i % terms * BITS_OF_TERM)) & (TERMS.length - 1)];
    }
}
