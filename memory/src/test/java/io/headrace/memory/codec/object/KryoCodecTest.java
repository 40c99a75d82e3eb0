package io.headrace.memory.codec.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.testing.CodecContract;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import io.headrace.memory.testing.Seed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class KryoCodecTest {
    private final KryoCodec<Object> codec = KryoCodec.of(Samples.registry(), Object.class);

    private static CodecContract<Object> contract(Codec<Object> codec, RandomGenerator random) {
        return new CodecContract<>(codec, r -> Samples.any(r, 3), random);
    }

    @Test
    void shouldKeepTheContract() {
        contract(codec, Seed.random("kryo")).check(400);
    }

    @Test
    @Tag("fuzz")
    void shouldKeepTheContractForLong() {
        contract(codec, Seed.random("kryo")).check(50_000);
    }

    @Test
    void shouldBringBackOneOfEach() {
        CodecContract<Object> contract = contract(codec, Seed.random("each"));
        for (Object value : Samples.oneOfEach()) {
            Object back = contract.valueOf(contract.bytesOf(value));
            assertThat(Objects.deepEquals(value, back))
                    .as("%s = %s", value, back)
                    .isTrue();
        }
        ArrayDeque<?> queue = (ArrayDeque<?>) contract.valueOf(contract.bytesOf(new ArrayDeque<>(List.of(1, 2))));
        assertThat(List.copyOf(queue)).isEqualTo(List.of(1, 2));
        StringBuilder text = new StringBuilder();
        for (char c = 'a'; c < 'd'; c++) text.append(c);
        assertThat(contract.valueOf(contract.bytesOf(text))).hasToString("abc");
    }

    @Test
    void shouldKeepWhatUnmodifiableMeans() {
        CodecContract<Object> contract = contract(codec, Seed.random("unmodifiable"));
        List<?> list = (List<?>) contract.valueOf(contract.bytesOf(List.of(1)));
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        List<?> open = (List<?>) contract.valueOf(contract.bytesOf(new ArrayList<>(List.of(1))));
        open.remove(0);
        assertThat(open).isEmpty();
    }

    private String hex(Object value) {
        return HexFormat.of().formatHex(contract(codec, Seed.random("golden")).bytesOf(value));
    }

    /** Stored bytes: these never change while the version is 1. */
    @Test
    void shouldKeepTheBytesForEver() {
        assertThat(codec.id()).isEqualTo("kryo(java.lang.Object):1");
        assertThat(KryoCodec.of(Samples.registry(), Samples.Account.class).id()).isEqualTo("kryo(account):1");
        assertThat(hex(5)).isEqualTo("020a");
        assertThat(hex("ab")).isEqualTo("0361e2");
        assertThat(hex(new ArrayList<>(List.of(5)))).isEqualTo("1601" + "020a");
        assertThat(hex(List.of(5))).isEqualTo("2a01" + "020a");
        assertThat(hex(Samples.Side.SELL)).isEqualTo("67" + "53454ccc");
        assertThat(hex(new Samples.Trade("A", 1, 1.0, Samples.Side.BUY, List.of())))
                .isEqualTo("66" + "000000000000f03f" + "674255d9" + "8241" + "2a00" + "02");
    }

    @Test
    void shouldWriteTheLineToAddForAnUnregisteredClass() {
        try (Region room = Region.of(200)) {
            for (Object value : new Object[] {
                new Samples.Stranger(1),
                new ArrayList<>(List.of(new Samples.Stranger(1))),
                new Samples.Account("a", 1, new Samples.Stranger(1)),
                Map.of("a", new Samples.Stranger(1))
            })
                assertThatThrownBy(() -> codec.encode(value, room.address(), 200))
                        .isInstanceOf(UnregisteredTypeException.class)
                        .hasMessageContainingAll(
                                "Samples$Stranger is not registered",
                                "add types.register(7, io.headrace.memory.codec.object.Samples.Stranger.class)");
            Runnable lambda = () -> {};
            assertThatThrownBy(() -> codec.encode(lambda, room.address(), 200))
                    .hasMessageContaining("instead of a lambda");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void shouldRefuseNullAndCircles() {
        Samples.Node node = new Samples.Node();
        node.next = node;
        try (Region room = Region.of(2000)) {
            assertThatThrownBy(() -> codec.encode(null, room.address(), 2000))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("kryo");
            assertThatThrownBy(() -> codec.encode(node, room.address(), 2000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("Samples$Node cannot be stored", "64 deep, and not in circles");
            assertThat(codec.encode("and goes on", room.address(), 2000)).isPositive();
        }
    }

    @Test
    void shouldAnswerNoRoomForWhatIsLargerThanItsBuffers() {
        byte[] large = new byte[3 << 20];
        large[large.length - 1] = 7;
        try (Region room = Region.of(large.length + 10);
                Region small = Region.of(100)) {
            assertThat(codec.encode(large, small.address(), 100)).isEqualTo(Codec.NO_ROOM);
            int length = codec.encode(large, room.address(), room.size());
            assertThat((byte[]) codec.decode(room.address(), length)).isEqualTo(large);
            assertThat(codec.encode(large, small.address(), 100)).isEqualTo(Codec.NO_ROOM);
            assertThat(codec.encode("small", small.address(), 100)).isPositive();
        }
    }

    /** Each of these makes Kryo itself allocate gigabytes, load a class, or store an object where another class belongs. */
    @Test
    void shouldBelieveNothing() {
        CodecContract<Object> contract = contract(codec, Seed.random("hostile"));
        String huge = "ffffffff07";
        for (int type = 0; type < 120; type++) {
            for (String tail : new String[] {
                huge, "00" + huge, "01" + huge, "80" + huge, "ff" + huge + "ff", "feffffff0f", "fffffffe0f", ""
            }) contract.survives(HexFormat.of().parseHex("%02x".formatted(type + 2) + tail));
        }
        assertCorrupt("01" + "00" + "6a6176612e6c616e672e537472696ee7", "a class by name");
        assertCorrupt("1b00" + "ff", "counts or bytes behind");
        // an account whose name is an int, not a string
        contract.survives(HexFormat.of().parseHex("68" + "00" + "0208" + "00".repeat(60)));
    }

    private void assertCorrupt(String hex, String why) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try (Region exact = Region.of(bytes)) {
            assertThatThrownBy(() -> codec.decode(exact.address(), bytes.length))
                    .as(why)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("codec kryo(java.lang.Object) found");
        }
    }

    @Test
    void shouldCheckWhatStandsInAField() {
        Samples.Account account = new Samples.Account("name", 7, "x", 1);
        CodecContract<Object> contract = contract(codec, Seed.random("fields"));
        byte[] bytes = contract.bytesOf(account);
        int at = HexFormat.of().formatHex(bytes).indexOf("036e616de5") / 2; // a string: "name"
        assertThat(at).isPositive();
        bytes[at] = 0x09; // a long
        try (Region exact = Region.of(bytes)) {
            assertThatThrownBy(() -> codec.decode(exact.address(), bytes.length))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("Samples$Named.name");
        }
        Samples.Account back = (Samples.Account) contract.valueOf(contract.bytesOf(account));
        assertThat(back.cached()).as("transient").isZero();
    }

    @Test
    void shouldSayWhatItExpected() {
        KryoCodec<Samples.Trade> trades = KryoCodec.of(Samples.registry(), Samples.Trade.class);
        byte[] text = contract(codec, Seed.random("type")).bytesOf("text");
        try (Region exact = Region.of(text)) {
            assertThatThrownBy(() -> trades.decode(exact.address(), text.length))
                    .hasMessageContainingAll("an object of java.lang.String", "expected a ", "Samples$Trade");
        }
    }

    @Test
    void shouldGiveEachThreadItsOwn() {
        assertThat(codec.perThread()).isNotSameAs(codec);
        assertThat(codec.perThread().id()).isEqualTo(codec.id());
        assertThat(codec.canonical()).isFalse();
    }

    /** A user's serializer, for what no rule fits. */
    static final class ThreadName extends Serializer<Thread> {
        @Override
        public void write(Kryo kryo, Output output, Thread thread) {
            output.writeString(thread.getName());
        }

        @Override
        public Thread read(Kryo kryo, Input input, Class<? extends Thread> type) {
            return new Thread(input.readString());
        }
    }

    @Test
    void shouldTakeASerializerOfTheUsersOwn() {
        KryoRegistry registry = KryoRegistry.builder()
                .register(0, "thread", Thread.class, ThreadName::new)
                .build();
        KryoCodec<Thread> threads = KryoCodec.of(registry, Thread.class);
        try (Region room = Region.of(100)) {
            int length = threads.encode(new Thread("a name"), room.address(), 100);
            assertThat(threads.decode(room.address(), length).getName()).isEqualTo("a name");
        }
    }

    @Test
    void shouldStoreManyElementsThatAreNullOrEmpty() {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 2000; i++) values.add(i % 2 == 0 ? null : new Samples.Empty());
        CodecContract<Object> contract = contract(codec, Seed.random("nulls"));
        assertThat(contract.valueOf(contract.bytesOf(values))).isEqualTo(values);
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(null, null);
        assertThat(contract.valueOf(contract.bytesOf(map))).isEqualTo(map);
    }
}
