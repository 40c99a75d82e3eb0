package io.headrace.memory.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class Utf8Test {
    private static boolean valid(byte[] bytes) {
        try (Region exact = Region.of(bytes)) {
            return Utf8.isValid(exact.address(), bytes.length);
        }
    }

    private static boolean validToTheJdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        String[] wrong = {
            "80",
            "bf",
            "c0af",
            "c1bf",
            "e080af",
            "e09fbf",
            "f08080af",
            "f08fbfbf",
            "eda080",
            "edbfbf",
            "f4908080",
            "f5808080",
            "ff",
            "fe",
            "c3",
            "e282",
            "f09f98",
            "c328",
            "e28228",
            "f09f9828",
            "61eda0bdedb880"
        };
        for (String hex : wrong)
            assertThat(valid(HexFormat.of().parseHex(hex))).as(hex).isFalse();
        for (String hex :
                new String[] {"", "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "f0908080", "f48fbfbf"})
            assertThat(valid(HexFormat.of().parseHex(hex))).as(hex).isTrue();
    }

    @Test
    void shouldAgreeWithTheJdkOnEveryTwoBytesAndBehindAsciiOfAnyLength() {
        for (int pair = 0; pair < 1 << 16; pair++) {
            byte[] two = {(byte) (pair >> 8), (byte) pair};
            assertThat(valid(two)).as("%04x", pair).isEqualTo(validToTheJdk(two));
        }
        for (int ascii = 0; ascii < 20; ascii++) {
            for (String end : new String[] {"é", "€", "\ud83d\ude00"}) {
                byte[] whole = ("x".repeat(ascii) + end + "yz").getBytes(StandardCharsets.UTF_8);
                assertThat(valid(whole)).isTrue();
                byte[] cut = java.util.Arrays.copyOf(whole, ascii + end.getBytes(StandardCharsets.UTF_8).length - 1);
                assertThat(valid(cut)).isFalse();
            }
        }
    }

    private static void agreeWithTheJdk(int rounds) {
        RandomGenerator random = Seed.random("utf8");
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = Texts.any(random).getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && random.nextBoolean()) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertThat(valid(bytes)).as(HexFormat.of().formatHex(bytes)).isEqualTo(validToTheJdk(bytes));
            String text = Texts.wellFormed(random);
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            try (Region room = Region.of(encoded.length)) {
                assertThat(Utf8.encode(text, room.address(), encoded.length)).isEqualTo(encoded.length);
                assertThat(room.bytes(encoded.length)).isEqualTo(encoded);
                assertThat(Utf8.lengthOf(text)).isEqualTo(encoded.length);
            }
        }
    }

    @Test
    void shouldAgreeWithTheJdk() {
        agreeWithTheJdk(3000);
    }

    @Test
    @Tag("fuzz")
    void shouldAgreeWithTheJdkForLong() {
        agreeWithTheJdk(2_000_000);
    }
}
