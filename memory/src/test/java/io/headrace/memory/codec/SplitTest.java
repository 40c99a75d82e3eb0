package io.headrace.memory.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class SplitTest {
    private static void splitsLikeString(String text, char delimiter) {
        List<String> expected = List.of(text.split(java.util.regex.Pattern.quote("" + delimiter), -1));
        try (Region exact = Region.of(text.getBytes(StandardCharsets.ISO_8859_1))) {
            Utf8View view = new Utf8View().wrap(exact.address(), exact.size());
            Utf8View part = new Utf8View();
            List<String> pushed = new ArrayList<>();
            view.forEachPart((byte) delimiter, part, p -> pushed.add(latin(p)));
            assertThat(pushed).isEqualTo(expected);
            List<String> pulled = new ArrayList<>();
            SplitCursor cursor = new SplitCursor().over(view, (byte) delimiter);
            while (cursor.next(part)) pulled.add(latin(part));
            assertThat(pulled).isEqualTo(expected);
            assertThat(cursor.next(part)).isFalse();
            int at = 0;
            while ((at = view.indexOf((byte) delimiter, at)) >= 0) {
                assertThat(text.charAt(at)).isEqualTo(delimiter);
                at++;
            }
        }
    }

    private static String latin(Utf8View view) {
        return new String(view.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldCountEveryPart() {
        for (String text :
                new String[] {"", ",", ",,", "a", "a,", ",a", "a,,b", "a,,b,", "12345678", "1234567,", "12345678,9"})
            splitsLikeString(text, ',');
    }

    @Test
    void shouldSplitAtAnyByteWhateverStandsNextToIt() {
        for (int delimiter = 0; delimiter < 256; delimiter++) {
            char d = (char) delimiter;
            char next = (char) ((delimiter + 1) & 255);
            char flipped = (char) (delimiter ^ 0x80);
            splitsLikeString("" + d + next + flipped + d + d + next + "aaaa" + d, d);
            splitsLikeString("" + next + flipped + d, d);
        }
    }

    private static void splitsAnything(int rounds) {
        RandomGenerator random = Seed.random("split");
        char[] alphabet = {',', '-', '+', 'a', '\u0000', '\u00ac', '\u00ff'};
        for (int i = 0; i < rounds; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) text.append(alphabet[random.nextInt(alphabet.length)]);
            splitsLikeString(text.toString(), alphabet[random.nextInt(alphabet.length)]);
        }
    }

    @Test
    void shouldSplitAnything() {
        splitsAnything(3000);
    }

    @Test
    @Tag("fuzz")
    void shouldSplitAnythingForLong() {
        splitsAnything(500_000);
    }
}
