package io.headrace.memory.codec.object;

import io.headrace.Tuple2;
import io.headrace.memory.testing.Texts;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Classes and values such as users store. */
@SuppressWarnings({"JdkObsolete", "JavaUtilDate"}) // users have LinkedLists and Dates
final class Samples {
    private Samples() {}

    enum Side {
        BUY,
        SELL {
            @Override
            int sign() {
                return -1;
            }
        };

        int sign() {
            return 1;
        }
    }

    record Trade(String symbol, long time, double price, Side side, List<String> tags) {}

    /** No constructor without parameters, a final field, a superclass, every primitive. */
    static final class Account extends Named {
        private final long id;
        private int count;
        private short small;
        private byte tiny;
        private char letter;
        private float rough;
        private double fine;
        private boolean open;
        private Object anything;
        private long[] history;
        private transient int cached = 5;

        Account(String name, long id, Object anything, long... history) {
            super(name);
            this.id = id;
            this.anything = anything;
            this.history = history;
            this.count = (int) id + 1;
            this.small = (short) id;
            this.tiny = (byte) id;
            this.letter = (char) ('a' + (id & 15));
            this.rough = id / 3f;
            this.fine = id / 3d;
            this.open = (id & 1) == 0;
        }

        int cached() {
            return cached;
        }

        private List<Object> all() {
            return List.of(name(), id, count, small, tiny, letter, rough, fine, open);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Account that
                    && all().equals(that.all())
                    && Objects.deepEquals(anything, that.anything)
                    && Arrays.equals(history, that.history);
        }

        @Override
        public int hashCode() {
            return all().hashCode();
        }

        @Override
        public String toString() {
            return "Account" + all() + anything + Arrays.toString(history);
        }
    }

    /** The private state of a superclass is stored too. */
    static class Named {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }
    }

    /** Points to itself, if one wants. */
    static final class Node {
        @Nullable
        Node next;
    }

    /** Has no bytes of its own. */
    static final class Empty {
        @Override
        public boolean equals(Object other) {
            return other instanceof Empty;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** A list of the user's own. */
    static final class Basket extends ArrayList<String> {
        private static final long serialVersionUID = 1;
    }

    /** Not registered. */
    record Stranger(int x) {}

    static KryoRegistry registry() {
        return KryoRegistry.builder()
                .register(0, Trade.class)
                .register(1, Side.class)
                .register(2, "account", Account.class)
                .register(3, Node.class)
                .register(4, Empty.class)
                .register(5, Basket.class)
                .register(6, Trade[].class)
                .build();
    }

    /** One of each class that comes registered, and of the user's. */
    static List<Object> oneOfEach() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        map.put("b", null);
        TreeMap<String, Integer> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.putAll(Map.of("a", 1, "b", 2));
        TreeSet<String> insensitive = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        insensitive.addAll(List.of("a", "B"));
        Basket basket = new Basket();
        basket.add("egg");
        List<Object> all = new ArrayList<>(List.of(
                1,
                "text é \ud83d",
                1f,
                true,
                (byte) 1,
                'c',
                (short) 1,
                1L,
                1.0,
                new byte[] {1},
                new char[] {'a'},
                new short[] {1},
                new int[] {1, -1},
                new long[] {1, Long.MIN_VALUE},
                new float[] {1},
                new double[] {1},
                new boolean[] {true, false},
                new String[] {"a", "é", ""},
                new Object[] {1, "a", new int[] {2}},
                new ArrayList<>(Arrays.asList(1, null, "x")),
                new LinkedList<>(List.of(1)),
                new HashSet<>(List.of(1, 2)),
                new LinkedHashSet<>(List.of(2, 1)),
                new TreeSet<>(List.of(2, 1)),
                insensitive,
                EnumSet.of(Side.SELL),
                EnumSet.noneOf(Side.class),
                new HashMap<>(map),
                map,
                reversed,
                new TreeMap<>(map),
                new ConcurrentHashMap<>(Map.of(1, 2))));
        all.addAll(List.of(
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Set.of(),
                Set.of(1),
                Set.of(1, 2),
                Map.of(),
                Map.of(1, 2),
                Map.of(1, 2, 3, 4),
                Collections.emptyList(),
                Collections.singletonList("x"),
                Collections.emptyMap(),
                Arrays.asList(1, 2),
                Stream.of(1, 2).toList(),
                List.of(1, 2, 3).subList(1, 3),
                new ArrayList<>(List.of(1, 2)).subList(0, 1)));
        all.addAll(List.of(
                Optional.of("x"),
                Optional.empty(),
                OptionalInt.of(1),
                OptionalLong.empty(),
                OptionalDouble.of(2),
                new Date(5),
                new UUID(1, 2),
                new BigDecimal("1.50"),
                BigInteger.TEN.pow(30),
                BitSet.valueOf(new long[] {5}),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                URI.create("a:b"),
                Duration.ofNanos(5),
                Instant.ofEpochSecond(5, 6),
                LocalDate.EPOCH,
                LocalTime.NOON,
                LocalDateTime.of(LocalDate.EPOCH, LocalTime.NOON),
                ZoneOffset.ofHours(1),
                ZoneId.of("Europe/Berlin"),
                OffsetTime.of(LocalTime.NOON, ZoneOffset.UTC),
                OffsetDateTime.of(LocalDateTime.MIN, ZoneOffset.UTC),
                ZonedDateTime.of(LocalDateTime.of(2026, 1, 1, 0, 0), ZoneId.of("Europe/Berlin")),
                Year.of(2026),
                YearMonth.of(2026, 2),
                MonthDay.of(2, 29),
                Period.ofDays(3),
                Tuple2.of("a", 1)));
        all.addAll(List.of(
                new Trade("X", 1, 0.5, Side.SELL, List.of("a")),
                Side.BUY,
                Side.SELL,
                new Account("n", 7, List.of(1), 1, 2),
                new Empty(),
                basket,
                new Trade[] {new Trade("Y", 1, 1, Side.BUY, List.of())}));
        return all;
    }

    /** Any value, nested as the depth allows; an array only as a whole value, for arrays do not equal each other. */
    static Object any(RandomGenerator random, int depth) {
        List<Object> leaves = oneOfEach();
        if (depth == 0 || random.nextInt(3) > 0) {
            Object leaf = leaves.get(random.nextInt(leaves.size()));
            return leaf.getClass().isArray() ? "" : leaf;
        }
        return switch (random.nextInt(6)) {
            case 0 -> Tuple2.of(any(random, depth - 1), any(random, depth - 1));
            case 1 -> new ArrayList<>(List.of(any(random, depth - 1), any(random, depth - 1)));
            case 2 -> new HashMap<>(Map.of(Texts.any(random), any(random, depth - 1)));
            case 3 -> new Account(Texts.any(random), random.nextInt(), any(random, depth - 1), random.nextLong());
            case 4 ->
                new Trade(
                        Texts.any(random), random.nextInt(), random.nextDouble(), Side.BUY, List.of(Texts.any(random)));
            default -> Texts.any(random);
        };
    }
}
