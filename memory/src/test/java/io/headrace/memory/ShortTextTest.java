package io.headrace.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ShortTextTest {
    private static final int ROUNDS = 20_000;

    @Test
    void shouldReadShortStringsOfLatin1Only() {
        assertThat(ShortText.of("a")).containsExactly('a');
        assertThat(ShortText.of("f\u00fcnfzehn Zeich.")).hasSize(ShortText.LONGEST);
        assertThat(ShortText.of("")).isNull();
        assertThat(ShortText.of("sixteen letters.")).isNull();
        assertThat(ShortText.of("5 \u20ac")).isNull();
        assertThat(ShortText.of(5L)).isNull();
        assertThat(ShortText.of(new byte[] {1})).isNull();
        assertThat(ShortText.of(null)).isNull();
    }

    @Test
    void shouldSeeNoMoreThanTheCharacters() {
        for (int length = 1; length <= ShortText.LONGEST; length++) {
            String string = "abcdefghijklmno".substring(0, length);
            byte[] text = text(string);
            assertThat(bytes(ShortText.head(text))).isEqualTo(padded(string.substring(0, Math.min(8, length))));
            assertThat(bytes(ShortText.tail(text))).isEqualTo(padded(string.substring(Math.max(0, length - 8))));
        }
    }

    @Test
    void shouldTellTextsApartAsStringsDo() {
        RandomGenerator random = Seed.random("ShortTextTest");
        for (int i = 0; i < ROUNDS; i++) {
            String one = randomString(random);
            String other = random.nextBoolean() ? new String(one.toCharArray()) : randomString(random);
            byte[] left = text(one);
            byte[] right = text(other);
            boolean same = left.length == right.length
                    && ShortText.head(left) == ShortText.head(right)
                    && ShortText.tail(left) == ShortText.tail(right);
            assertThat(same).as("\"%s\" and \"%s\"", one, other).isEqualTo(one.equals(other));
        }
    }

    @Test
    void shouldSpreadTextsThatAreAlike() {
        List<String> alike = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            alike.add("w" + i);
            alike.add(i + "-a-long-one");
            alike.add("a long " + i);
        }
        Set<Integer> hashes = new HashSet<>();
        for (String each : alike) {
            byte[] text = text(each);
            hashes.add(ShortText.hash(ShortText.head(text), ShortText.tail(text)) >>> 4);
        }
        assertThat(hashes).hasSizeGreaterThan(alike.size() - 30); // 28 bits of chance: half a pair in 15,000
    }

    /** Of few characters, zeros among them, so that many are equal or nearly so. */
    private static String randomString(RandomGenerator random) {
        StringBuilder string = new StringBuilder();
        int length = random.nextInt(1, ShortText.LONGEST + 1);
        while (string.length() < length) string.append("\0a\u00ff".charAt(random.nextInt(3)));
        return string.toString();
    }

    private static byte[] text(String string) {
        byte[] text = ShortText.of(string);
        if (text == null) throw new AssertionError("not short: " + string);
        return text;
    }

    private static byte[] bytes(long word) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (word >>> (8 * i));
        return bytes;
    }

    private static byte[] padded(String string) {
        byte[] bytes = new byte[Long.BYTES];
        byte[] text = string.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, 0, text.length);
        return bytes;
    }
}
