package io.headrace.memory.codec.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.flat.Ascii;
import io.headrace.memory.testing.CodecContract;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.Texts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@SuppressWarnings({"NullAway", "NullableOptional", "ArrayRecordComponent"}) // users have nulls and arrays in records
class ClassCodecsTest {
    private static final int ROUNDS = 400;

    private final KryoRegistry registry = Samples.registry();
    private final ClassCodecs codecs = new ClassCodecs(registry);

    record Flat(long id, @Ascii(4) String symbol, double price) {}

    record Inner(int a, @Nullable String b) {}

    record Wide(
            @Nullable String text,
            char letter,
            @Nullable Integer boxed,
            double price,
            Samples.@Nullable Side side,
            @Nullable Inner inner,
            @Nullable Tuple2<String, Inner> pair,
            @Nullable Optional<Long> maybe,
            @Nullable BigDecimal amount,
            @Nullable String rest) {}

    record WithBytes(String name, byte[] bytes) {}

    record Rounded(double value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Rounded that && Math.round(value) == Math.round(that.value);
        }

        @Override
        public int hashCode() {
            return Objects.hash(Math.round(value));
        }
    }

    record Chain(int value, @Nullable Chain next) {}

    record Strict(String name) {
        Strict {
            if (name != null && name.isEmpty()) throw new IllegalArgumentException("empty");
        }
    }

    @SuppressWarnings("unchecked") // the codec of a class has its objects
    private <T> Codec<T> of(Class<T> type) {
        Codec<?> found = codecs.find(type);
        assertThat(found).as("codec of %s", type).isNotNull();
        return (Codec<T>) found;
    }

    private <T> CodecContract<T> contract(Class<T> type, Function<RandomGenerator, T> values) {
        return new CodecContract<>(of(type), values, Seed.random(type.getSimpleName()));
    }

    private static <T> @Nullable T maybe(RandomGenerator r, T value) {
        return r.nextInt(4) == 0 ? null : value;
    }

    private static double number(RandomGenerator r) {
        return new double[] {0.0, -0.0, Double.NaN, Double.longBitsToDouble(0x7ff8_0000_0000_0001L), 1}[r.nextInt(5)];
    }

    private static Inner inner(RandomGenerator r) {
        return new Inner(r.nextInt(2), maybe(r, Texts.any(r)));
    }

    private static Wide wide(RandomGenerator r) {
        return new Wide(
                maybe(r, Texts.any(r)),
                (char) r.nextInt(3),
                maybe(r, r.nextInt(2)),
                number(r),
                maybe(r, Samples.Side.values()[r.nextInt(2)]),
                maybe(r, inner(r)),
                maybe(r, Tuple2.of(Texts.any(r), inner(r))),
                maybe(r, r.nextBoolean() ? Optional.empty() : Optional.of((long) r.nextInt(2))),
                maybe(r, new BigDecimal(BigInteger.valueOf(r.nextInt(3)), r.nextInt(3))),
                maybe(r, Texts.any(r)));
    }

    @Test
    void shouldKeepTheContractForRecordsEnumsAndValues() {
        contract(Flat.class, r -> new Flat(r.nextInt(2), "ab", number(r))).check(ROUNDS);
        contract(Wide.class, ClassCodecsTest::wide).check(ROUNDS);
        contract(Inner.class, ClassCodecsTest::inner).check(ROUNDS);
        contract(Samples.Side.class, r -> Samples.Side.values()[r.nextInt(2)]).check(ROUNDS);
        contract(UUID.class, r -> new UUID(r.nextInt(2), r.nextInt(2))).check(ROUNDS);
        contract(Instant.class, r -> Instant.ofEpochSecond(r.nextInt(), r.nextInt(2)))
                .check(ROUNDS);
        contract(BigDecimal.class, r -> new BigDecimal(BigInteger.valueOf(r.nextInt(3)), r.nextInt(3)))
                .check(ROUNDS);
        contract(BigInteger.class, r -> BigInteger.valueOf(r.nextLong()).pow(r.nextInt(3)))
                .check(ROUNDS);
    }

    @Test
    void shouldBeCanonicalWhereEqualsLooksAtTheSame() {
        for (Class<?> canonical : List.of(
                Flat.class, Wide.class, Samples.Side.class, UUID.class, BigDecimal.class, String.class, long.class))
            assertThat(of(canonical).canonical()).as("%s", canonical).isTrue();
        for (Class<?> other : List.of(WithBytes.class, Rounded.class, Samples.Trade.class, Samples.Account.class))
            assertThat(of(other).canonical()).as("%s", other).isFalse();
    }

    /** Stored bytes and ids: these never change while the version is 1. */
    @Test
    void shouldKeepTheBytesForEver() {
        assertThat(of(Inner.class).id()).isEqualTo("record(a int:1,b text:1):1");
        assertThat(hex(Inner.class, new Inner(5, "é"))).isEqualTo("00" + "05000000" + "c3a9");
        assertThat(hex(Inner.class, new Inner(5, null))).isEqualTo("01" + "05000000");
        assertThat(of(WithBytes.class).id()).isEqualTo("record(name text:1,bytes bytes:1):1");
        assertThat(hex(WithBytes.class, new WithBytes("ab", new byte[] {1})))
                .isEqualTo("00" + "02000000" + "6162" + "01");
        assertThat(of(Samples.Side.class).id()).isEqualTo("enum(io.headrace.memory.codec.object.Samples$Side):1");
        assertThat(hex(Samples.Side.class, Samples.Side.BUY)).isEqualTo("425559");
        assertThat(of(Flat.class).id()).isEqualTo("flat(long id,ascii4 symbol,double price):1");
        assertThat(of(Samples.Account.class).id()).startsWith("kryo(account {").contains("long id");
    }

    private <T> String hex(Class<T> type, T value) {
        return HexFormat.of().formatHex(contract(type, r -> value).bytesOf(value));
    }

    @Test
    void shouldRefuseWhatItWouldNotWrite() {
        for (String hex : List.of(
                "",
                "02" + "05000000",
                "81" + "05000000",
                "01" + "05000000" + "00",
                "00" + "050000",
                "00" + "05000000" + "c3"))
            assertThatThrownBy(() -> contract(Inner.class, r -> new Inner(0, null))
                            .valueOf(HexFormat.of().parseHex(hex)))
                    .as(hex)
                    .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> contract(Strict.class, r -> new Strict("a")).valueOf(new byte[] {0}))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void shouldHaveNoneForWhatNobodyRegistered() {
        assertThat(codecs.find(Chain.class)).isNull();
        assertThat(codecs.find(Thread.class)).isNull();
        assertThat(codecs.cure(Chain.class)).contains("types.register(7, ").contains("Chain.class");
        assertThat(codecs.cure(Thread.class)).contains("make it a record", "types.canonical(7, ");
    }

    @Test
    void shouldTellWhichDynamicValuesAreCanonical() {
        record Key(String town, Samples.Side side, UUID id, double x) {}
        KryoRegistry types = KryoRegistry.builder()
                .register(0, Key.class)
                .register(1, Samples.Side.class)
                .register(2, Samples.Trade.class)
                .register(3, WithBytes.class)
                .register(4, Rounded.class)
                .canonical(
                        5,
                        "stranger",
                        Samples.Stranger.class,
                        () -> new com.esotericsoftware.kryo.kryo5.serializers.RecordSerializer<>(
                                Samples.Stranger.class))
                .build();
        DynamicCodec codec = new DynamicCodec(types, new NamedTypes((id, name) -> {}));
        List<Object> keys = new ArrayList<>(List.of(
                new Key("a", Samples.Side.SELL, new UUID(1, 2), 0),
                Samples.Side.SELL,
                List.of(Samples.Side.BUY),
                Tuple2.of(Instant.EPOCH, new BigDecimal("1.0")),
                new Samples.Stranger(1)));
        for (Object key : keys) {
            assertThat(codec.canonicalFor(key)).as("%s", key).isTrue();
            assertThat(codec.whyNotCanonical(key)).isEmpty();
        }
        assertThat(codec.whyNotCanonical(Tuple2.of(1, new Samples.Trade("a", 1, 1, Samples.Side.BUY, List.of()))))
                .contains("component tags", "java.util.List");
        assertThat(codec.whyNotCanonical(new WithBytes("", new byte[0]))).contains("component bytes", "byte[]");
        assertThat(codec.whyNotCanonical(new Rounded(1))).contains("an equals of its own", "types.canonical(6, ");
        assertThat(codec.whyNotCanonical(new int[0])).contains("int[]", "equals nothing but itself");
        new CodecContract<Object>(
                        codec,
                        r -> new Key(
                                maybe(r, Texts.any(r)),
                                maybe(r, Samples.Side.BUY),
                                new UUID(0, r.nextInt(2)),
                                number(r)),
                        Seed.random("dynamic records"))
                .check(ROUNDS);
        assertThat(codec.id()).isEqualTo("dynamic:1");
    }

    /** What the dynamic codec calls canonical has equal bytes exactly when it is equal. */
    @Test
    void shouldWriteEqualRecordsAlike() {
        record Key(
                @Nullable String town,
                Samples.@Nullable Side side,
                double x,
                @Nullable BigDecimal y) {}
        KryoRegistry types = KryoRegistry.builder()
                .register(0, Key.class)
                .register(1, Samples.Side.class)
                .build();
        DynamicCodec codec = new DynamicCodec(types, new NamedTypes((id, name) -> {}));
        RandomGenerator r = Seed.random("equal records");
        CodecContract<Object> contract = new CodecContract<>(codec, any -> 0, Seed.random("bytes"));
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 60; i++)
            values.add(new Key(
                    maybe(r, r.nextBoolean() ? "a" : "b"),
                    maybe(r, Samples.Side.values()[r.nextInt(2)]),
                    number(r),
                    maybe(r, new BigDecimal(BigInteger.valueOf(r.nextInt(2)), r.nextInt(2)))));
        for (Object one : values) {
            assertThat(codec.canonicalFor(one)).isTrue();
            for (Object other : values)
                assertThat(contract.bytesOf(one).length == contract.bytesOf(other).length
                                && java.util.Arrays.equals(contract.bytesOf(one), contract.bytesOf(other)))
                        .as("%s and %s", one, other)
                        .isEqualTo(one.equals(other));
        }
    }
}
