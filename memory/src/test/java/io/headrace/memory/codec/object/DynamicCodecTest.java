package io.headrace.memory.codec.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.CodecContract;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@SuppressWarnings("JdkObsolete") // users have LinkedLists
class DynamicCodecTest {
    private final List<String> announced = new ArrayList<>();
    private final NamedTypes dictionary = new NamedTypes((id, name) -> announced.add(name));
    private final KryoRegistry registry = Samples.registry();
    private final DynamicCodec codec = new DynamicCodec(registry, dictionary);

    @SuppressWarnings("NullAway") // null is a value here
    private static Object anyPlain(RandomGenerator r, int depth) {
        return switch (r.nextInt(depth > 0 ? 13 : 10)) {
            case 0 -> null;
            case 1 -> r.nextBoolean();
            case 2 -> (byte) r.nextInt(3);
            case 3 -> (short) r.nextInt(3);
            case 4 -> (char) r.nextInt(3);
            case 5 -> r.nextInt(3);
            case 6 -> (long) r.nextInt(3);
            case 7 -> r.nextBoolean() ? 0.0f : -0.0f;
            case 8 -> r.nextBoolean() ? Double.NaN : r.nextInt(2);
            case 9 -> Texts.any(r);
            case 10 -> Tuple2.of(anyPlain(r, depth - 1), anyPlain(r, depth - 1));
            case 11 -> r.nextBoolean() ? new ArrayList<>() : new LinkedList<>(List.of(r.nextInt(2)));
            default -> Arrays.asList(anyPlain(r, depth - 1), anyPlain(r, depth - 1), anyPlain(r, depth - 1));
        };
    }

    /** The part of the codec that is canonical, as a codec. */
    private Codec<Object> plain() {
        return new Codec<>() {
            @Override
            public int encode(Object value, long address, int capacity) {
                assertThat(codec.canonicalFor(value)).isTrue();
                return codec.encode(value, address, capacity);
            }

            @Override
            @SuppressWarnings("NullAway") // null is a value here
            public Object decode(long address, int length) {
                Object value = codec.decode(address, length);
                if (!codec.canonicalFor(value)) throw new CorruptDataException("an object, expected none");
                return value;
            }

            @Override
            public boolean canonical() {
                return true;
            }

            @Override
            public int fixedLength() {
                return VARIABLE;
            }

            @Override
            public String name() {
                return "plain";
            }

            @Override
            public int version() {
                return 1;
            }
        };
    }

    private void checkAll(int rounds) {
        new CodecContract<>(plain(), r -> anyPlain(r, 3), Seed.random("dynamic plain")).check(rounds);
        new CodecContract<Object>(codec, r -> Samples.any(r, 3), Seed.random("dynamic objects")).check(rounds / 4);
    }

    @Test
    void shouldKeepTheContract() {
        checkAll(800);
    }

    @Test
    @Tag("fuzz")
    void shouldKeepTheContractForLong() {
        checkAll(150_000);
    }

    private String hex(Object value) {
        return HexFormat.of().formatHex(bytes(value));
    }

    private byte[] bytes(Object value) {
        return new CodecContract<Object>(codec, r -> value, Seed.random("bytes")).bytesOf(value);
    }

    private Object back(byte[] bytes) {
        return new CodecContract<Object>(codec, r -> bytes, Seed.random("bytes")).valueOf(bytes);
    }

    /** Stored bytes: these never change while the version is 1. */
    @Test
    @SuppressWarnings("NullAway") // null is a value here
    void shouldKeepTheBytesForEver() {
        assertThat(codec.id()).isEqualTo("dynamic:1");
        assertThat(hex(null)).isEqualTo("00");
        assertThat(hex(false)).isEqualTo("01");
        assertThat(hex(true)).isEqualTo("02");
        assertThat(hex((byte) 5)).isEqualTo("0305");
        assertThat(hex((short) 5)).isEqualTo("040500");
        assertThat(hex('A')).isEqualTo("054100");
        assertThat(hex(5)).isEqualTo("0605000000");
        assertThat(hex(5L)).isEqualTo("070500000000000000");
        assertThat(hex(1f)).isEqualTo("080000803f");
        assertThat(hex(Double.NaN)).isEqualTo("09000000000000f87f");
        assertThat(hex("é")).isEqualTo("0a02c3a9");
        assertThat(hex("x".repeat(200))).isEqualTo("0ac801" + "78".repeat(200));
        assertThat(hex(new byte[] {1, 2})).isEqualTo("0b020102");
        assertThat(hex(Tuple2.of("a", null))).isEqualTo("0c0a016100");
        assertThat(hex(List.of(true, 'B'))).isEqualTo("0d0202054200");
        assertThat(hex(Samples.Side.SELL)).isEqualTo("0e000453454ccc");
        assertThat(hex(new Samples.Empty())).isEqualTo("0e0100");
        assertThat(announced)
                .containsExactly(
                        "io.headrace.memory.codec.object.Samples$Side",
                        "io.headrace.memory.codec.object.Samples$Empty");
    }

    @Test
    void shouldTakeTheRoomItNeedsAroundEachLengthOfLength() {
        for (int length = 120; length < 135; length++) {
            for (Object value : new Object[] {"x".repeat(length), new byte[length], new long[length / 9]}) {
                byte[] bytes = bytes(value);
                try (Region exact = Region.of(bytes.length)) {
                    assertThat(codec.encode(value, exact.address(), bytes.length))
                            .isEqualTo(bytes.length);
                    assertThat(codec.encode(value, exact.address(), bytes.length - 1))
                            .isEqualTo(Codec.NO_ROOM);
                }
            }
        }
        assertThat(back(bytes("é".repeat(42)))).isEqualTo("é".repeat(42));
        assertThat(back(bytes("€".repeat(42)))).isEqualTo("€".repeat(42));
        assertThat(back(bytes("€".repeat(43)))).isEqualTo("€".repeat(43));
    }

    @Test
    void shouldReadWithADictionaryThatWasFilledFromALog() {
        byte[] bytes = bytes(new Samples.Account("a", 1, "b"));
        assertThat(announced).containsExactly("account");
        NamedTypes restored = new NamedTypes((id, name) -> {});
        DynamicCodec reader = new DynamicCodec(registry, restored);
        try (Region exact = Region.of(bytes)) {
            assertThatThrownBy(() -> reader.decode(exact.address(), bytes.length))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("type 0 has no name");
            restored.define(0, "account");
            assertThat(reader.decode(exact.address(), bytes.length)).isEqualTo(new Samples.Account("a", 1, "b"));
            DynamicCodec without = new DynamicCodec(KryoRegistry.ofJdkTypes(), restored);
            assertThatThrownBy(() -> without.decode(exact.address(), bytes.length))
                    .hasMessageContaining("codec dynamic found an object of type account, expected a registered one");
        }
        assertThat(codec.perThread()).isNotSameAs(codec);
    }

    @Test
    void shouldTellWhichValuesAreKeysByTheirBytes() {
        assertThat(codec.canonical()).isFalse();
        assertThat(codec.canonicalFor(Tuple2.of("a", List.of(1, 2.0)))).isTrue();
        assertThat(codec.canonicalFor(Tuple2.of("a", Samples.Side.BUY))).isTrue();
        assertThat(codec.canonicalFor(new Samples.Account("a", 1, "b"))).isFalse();
        assertThat(codec.canonicalFor(List.of(Map.of()))).isFalse();
        assertThat(codec.canonicalFor(new Samples.Basket()))
                .as("a list of the user's own")
                .isFalse();
        assertThat(bytes(new LinkedList<>(List.of(1)))).isEqualTo(bytes(List.of(1)));
        assertThat(back(bytes(new Samples.Basket()))).isInstanceOf(Samples.Basket.class);
    }

    @Test
    void shouldBoundTheDepth() {
        Object nested = 1;
        for (int i = 0; i < DynamicCodec.MAX_DEPTH; i++) nested = Collections.singletonList(nested);
        assertThat(back(bytes(nested))).isEqualTo(nested);
        Object deeper = Tuple2.of(nested, 1);
        try (Region room = Region.of(1000)) {
            assertThatThrownBy(() -> codec.encode(deeper, room.address(), 1000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("deeper than 64");
        }
        assertCorrupt("0d01".repeat(65) + "00", "values deeper than 64");
        assertCorrupt("0c".repeat(1000), "values deeper than 64");
    }

    @Test
    void shouldNameWhatIsWrongWithTheBytes() {
        assertCorrupt("", "found 0 bytes left, expected 1 more");
        assertCorrupt("0f", "found tag 15, expected one of 0 to 14");
        assertCorrupt("ff", "found tag -1");
        assertCorrupt("0000", "found 1 bytes behind the value");
        assertCorrupt("06000000", "found 3 bytes left, expected 4 more");
        assertCorrupt("0affffffff07", "found 0 bytes left, expected 2147483647 more");
        assertCorrupt("0bffffffff0f", "a number in too many bytes");
        assertCorrupt("0b8000", "the shortest form");
        assertCorrupt("0dffffffff0700", "a list of 2147483647 in 1 bytes");
        assertCorrupt("0a01ff", "a text of ill-formed bytes");
        assertCorrupt("09010000000000f87f", "codec double found a NaN");
        assertCorrupt("0e0000", "type 0 has no name");
        bytes(Samples.Side.BUY);
        assertCorrupt("0e000453454cc5", "SELE");
    }

    private void assertCorrupt(String hex, String message) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try (Region exact = Region.of(bytes)) {
            assertThatThrownBy(() -> codec.decode(exact.address(), bytes.length))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    void shouldEncodePlainValuesWithoutAllocating() {
        Object value = Tuple2.of("a word", Tuple2.of(7L, 0.5));
        try (Region room = Region.of(64)) {
            Allocation.assertNone("dynamic encode", () -> codec.encode(value, room.address(), 64));
        }
    }
}
