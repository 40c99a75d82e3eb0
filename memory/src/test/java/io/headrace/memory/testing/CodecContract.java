package io.headrace.memory.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.Codec;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What every {@link Codec} must keep, asserted over random values and hostile bytes. Each value lies at the very end of
 * its region, so that a byte read or written too far is a failure.
 */
public final class CodecContract<T> {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROOM = 1 << 16;
    private static final int HOSTILE_LENGTH = 1024;
    private static final long HOSTILE_ALLOCATION = 1 << 20;

    private final Codec<T> codec;
    private final Function<RandomGenerator, T> values;
    private final BiPredicate<Object, Object> equality;
    private final RandomGenerator random;

    /** Values should repeat now and then, so that equal ones meet. */
    public CodecContract(Codec<T> codec, Function<RandomGenerator, T> values, RandomGenerator random) {
        this(codec, values, random, java.util.Objects::deepEquals);
    }

    public CodecContract(
            Codec<T> codec,
            Function<RandomGenerator, T> values,
            RandomGenerator random,
            BiPredicate<Object, Object> equality) {
        this.codec = codec;
        this.values = values;
        this.random = random;
        this.equality = equality;
    }

    /** Everything, with that many random values per property. */
    public void check(int rounds) {
        comesBackEqual(rounds);
        refusesWhatDoesNotFit(Math.max(1, rounds / 10));
        if (codec.canonical()) hasEqualBytesForEqualValuesOnly(rounds);
        survivesHostileBytes(rounds);
    }

    public byte[] bytesOf(T value) {
        try (Region room = Region.of(ROOM)) {
            int written = codec.encode(value, room.address(), ROOM);
            assertThat(written).as("bytes of %s by %s", value, codec.id()).isBetween(0, ROOM);
            return room.bytes(written);
        }
    }

    public T valueOf(byte[] bytes) {
        try (Region exact = Region.of(bytes)) {
            return codec.decode(exact.address(), bytes.length);
        }
    }

    private void comesBackEqual(int rounds) {
        for (int i = 0; i < rounds; i++) {
            T value = values.apply(random);
            byte[] bytes = bytesOf(value);
            if (codec.fixedLength() != Codec.VARIABLE) assertThat(bytes).hasSize(codec.fixedLength());
            T back = valueOf(bytes);
            if (!equality.test(value, back)) fail("%s came back as %s", value, back);
        }
    }

    private void refusesWhatDoesNotFit(int rounds) {
        for (int i = 0; i < rounds; i++) {
            T value = values.apply(random);
            byte[] bytes = bytesOf(value);
            int step = 1 + bytes.length / 50;
            for (int capacity = 0; capacity < bytes.length; capacity += step) {
                try (Region small = Region.of(capacity)) {
                    assertThat(codec.encode(value, small.address(), capacity))
                            .as("%s into %d of %d bytes", value, capacity, bytes.length)
                            .isEqualTo(Codec.NO_ROOM);
                }
            }
            try (Region exact = Region.of(bytes.length)) {
                assertThat(codec.encode(value, exact.address(), bytes.length)).isEqualTo(bytes.length);
                assertThat(exact.bytes(bytes.length)).isEqualTo(bytes);
            }
        }
    }

    private void hasEqualBytesForEqualValuesOnly(int rounds) {
        for (int i = 0; i < rounds; i++) {
            T one = values.apply(random);
            T two = random.nextInt(4) == 0 ? valueOf(bytesOf(one)) : values.apply(random);
            if (equality.test(one, two) != Arrays.equals(bytesOf(one), bytesOf(two)))
                fail("%s and %s: equal values must have equal bytes, and unequal ones must not", one, two);
        }
    }

    /** Random and mutated bytes are refused, or are what the decoded value is written as; nothing large is allocated. */
    public void survivesHostileBytes(int rounds) {
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = random.nextBoolean() ? mutated(bytesOf(values.apply(random))) : noise();
            survives(bytes);
        }
    }

    public void survives(byte[] bytes) {
        try (Region exact = Region.of(bytes)) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            T value;
            try {
                value = codec.decode(exact.address(), bytes.length);
            } catch (CorruptDataException refused) {
                assertThat(refused).hasMessageContaining("expected");
                return;
            } catch (RuntimeException | Error unexpected) {
                throw new AssertionError(codec.id() + " on " + HexFormat.of().formatHex(bytes), unexpected);
            } finally {
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                        .as("heap bytes for %s", HexFormat.of().formatHex(bytes))
                        .isLessThan(HOSTILE_ALLOCATION);
            }
            if (codec.canonical()) assertThat(bytesOf(value)).isEqualTo(bytes);
        }
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(8) == 0 ? HOSTILE_LENGTH : 24)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mutated(byte[] bytes) {
        byte[] copy = Arrays.copyOf(bytes, Math.min(HOSTILE_LENGTH, bytes.length));
        for (int i = random.nextInt(3); i >= 0 && copy.length > 0; i--) {
            int at = random.nextInt(copy.length);
            switch (random.nextInt(4)) {
                case 0 -> copy[at] = (byte) random.nextInt();
                case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> copy = Arrays.copyOf(copy, at);
                default -> copy = Arrays.copyOf(copy, Math.min(HOSTILE_LENGTH, copy.length + random.nextInt(9)));
            }
        }
        return copy;
    }
}
