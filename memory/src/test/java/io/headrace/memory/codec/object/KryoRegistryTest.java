package io.headrace.memory.codec.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KryoRegistryTest {
    @SuppressWarnings("ClassCanBeStatic") // on purpose
    class Inner {}

    static final class Sorted extends TreeMap<String, String> {
        private static final long serialVersionUID = 1;
    }

    static final class OwnedList extends ArrayList<String> {
        private static final long serialVersionUID = 1;
        String owner = "";
    }

    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;
    }

    private static KryoRegistry.Builder types() {
        return KryoRegistry.builder();
    }

    @Test
    void shouldNameBothWhenANumberOrANameOrAClassIsGivenTwice() {
        assertThatThrownBy(() -> types().register(1, Samples.Trade.class).register(1, Samples.Side.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("number 1", "Samples$Trade", "Samples$Side");
        assertThatThrownBy(() -> types().register(1, Samples.Trade.class).register(2, Samples.Trade.class))
                .hasMessageContainingAll("Samples$Trade is registered already, as number 1");
        assertThatThrownBy(() -> types().register(1, "a", Samples.Trade.class).register(2, "a", Samples.Side.class))
                .hasMessageContainingAll("the name a", "Samples$Trade", "Samples$Side");
        assertThatThrownBy(() -> types().register(1, ArrayList.class)).hasMessageContaining("leave it out");
        for (Class<?> known : List.of(int.class, Integer.class, String.class))
            assertThatThrownBy(() -> types().register(1, known)).hasMessageContaining("comes registered");
    }

    @Test
    void shouldRefuseWhatCannotBeStored() {
        assertThatThrownBy(() -> types().register(-1, Samples.Trade.class))
                .hasMessageContaining("number -1, expected 0 to 65535");
        assertThatThrownBy(() -> types().register(1, "a b", Samples.Trade.class))
                .hasMessageContaining("\"a b\" is no name");
        assertThatThrownBy(() -> types().register(1, Runnable.class)).hasMessageContaining("no objects of its own");
        assertThatThrownBy(() -> types().register(1, Number.class)).hasMessageContaining("no objects of its own");
        assertThatThrownBy(() -> types().register(1, new Object() {}.getClass()))
                .hasMessageContaining("no stable name");
        assertThatThrownBy(() -> types().register(1, Sorted.class)).hasMessageContaining("serializer of your own");
        assertThatThrownBy(() -> types().register(1, Thread.class).build())
                .hasMessageContainingAll("java.lang.Thread cannot be stored by its fields", "serializer of your own");
        assertThatThrownBy(() -> types().register(1, Failure.class).build())
                .hasMessageContaining("extends java.lang.Throwable of the JDK");
        assertThatThrownBy(() -> types().register(1, OwnedList.class).build())
                .hasMessageContaining("has the field owner beside its elements");
        assertThatThrownBy(() -> types().register(1, Inner.class).build())
                .hasMessageContaining("make it a static class");
    }

    @Test
    void shouldDescribeWhatIsStored() {
        assertThat(Samples.registry().catalogue())
                .contains(
                        "0 io.headrace.memory.codec.object.Samples$Trade {double price, io.headrace.memory.codec.object.Samples$Side side,"
                                + " java.lang.String symbol, java.util.List tags, long time}",
                        "1 io.headrace.memory.codec.object.Samples$Side enum",
                        "4 io.headrace.memory.codec.object.Samples$Empty {}",
                        "5 io.headrace.memory.codec.object.Samples$Basket elements",
                        "6 io.headrace.memory.codec.object.Samples$Trade[] array")
                .anyMatch(line -> line.startsWith("2 account {java.lang.Object anything, int count,"));
        assertThat(KryoRegistry.ofJdkTypes().catalogue()).isEmpty();
    }

    @Test
    void shouldTellWhatHasChanged() {
        KryoRegistry registry = Samples.registry();
        assertThat(registry.mismatches(registry.catalogue())).isEmpty();
        assertThat(registry.mismatches(List.of())).isEmpty();
        assertThat(registry.mismatches(
                        List.of("4 io.headrace.memory.codec.object.Samples$Empty {int x}", "77 gone {}")))
                .containsExactly(
                        "stored as \"4 io.headrace.memory.codec.object.Samples$Empty {int x}\", but now it is"
                                + " \"4 io.headrace.memory.codec.object.Samples$Empty {}\"",
                        "stored as \"77 gone {}\", but no class is registered under that number now");
    }

    @Test
    void shouldKnowWhatItContains() {
        KryoRegistry registry = Samples.registry();
        for (Object value : Samples.oneOfEach())
            assertThat(registry.contains(value.getClass()))
                    .as("%s", value.getClass())
                    .isTrue();
        assertThat(registry.contains(Samples.Stranger.class)).isFalse();
        assertThat(registry.isUserType(Samples.Basket.class)).isTrue();
        assertThat(registry.isUserType(Map.of().getClass())).isFalse();
    }

    /** Numbers are in stored bytes: these never change. */
    @Test
    void shouldKeepTheNumbersForEver() {
        StringBuilder numbers = new StringBuilder();
        for (RegisteredType type : KryoRegistry.ofJdkTypes().types())
            numbers.append(type.id())
                    .append(' ')
                    .append(type.type().getSimpleName())
                    .append('\n');
        assertThat(numbers.toString().trim().lines())
                .containsExactly(
                        "10 byte[]",
                        "11 char[]",
                        "12 short[]",
                        "13 int[]",
                        "14 long[]",
                        "15 float[]",
                        "16 double[]",
                        "17 boolean[]",
                        "18 String[]",
                        "19 Object[]",
                        "20 ArrayList",
                        "21 LinkedList",
                        "22 ArrayDeque",
                        "23 HashSet",
                        "24 LinkedHashSet",
                        "25 TreeSet",
                        "26 EnumSet",
                        "30 HashMap",
                        "31 LinkedHashMap",
                        "32 TreeMap",
                        "33 ConcurrentHashMap",
                        "40 UnmodifiableList",
                        "41 UnmodifiableSet",
                        "42 UnmodifiableMap",
                        "45 Optional",
                        "46 OptionalInt",
                        "47 OptionalLong",
                        "48 OptionalDouble",
                        "50 Date",
                        "51 UUID",
                        "52 BigDecimal",
                        "53 BigInteger",
                        "54 BitSet",
                        "55 Locale",
                        "56 Currency",
                        "57 URI",
                        "58 StringBuilder",
                        "60 Duration",
                        "61 Instant",
                        "62 LocalDate",
                        "63 LocalTime",
                        "64 LocalDateTime",
                        "65 ZoneOffset",
                        "66 ZoneId",
                        "67 OffsetTime",
                        "68 OffsetDateTime",
                        "69 ZonedDateTime",
                        "70 Year",
                        "71 YearMonth",
                        "72 MonthDay",
                        "73 Period",
                        "80 Tuple2");
    }
}
