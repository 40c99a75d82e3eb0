package io.headrace.bench.contest;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Whose code a contestant is: that decides the class path and the flags of its JVM.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum House {
    /** The engine, and what is written by hand beside it. */
    OURS,
    /** The engine as a program has it that depends on it: nothing on the class path but what comes along, and what asks for figures. */
    USER,
    JET(
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED"),
    FLINK(opens(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.net",
            "java.io",
            "java.text",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks")),
    SPARK(opens(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "jdk.internal.ref",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar")),
    /** Beam, which runs nothing: it writes the events of Nexmark, and says what must come of them. */
    BEAM() {
        @Override
        public String module() {
            return "nexmark";
        }

        @Override
        boolean takesPart() {
            return false;
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> flags;

    House(String... flags) {
        this.flags = List.of(flags);
    }

    /** What its vendor asks a JVM to be started with. */
    List<String> flags() {
        return flags;
    }

    /** Whether it is another engine, whose jars are downloaded only when it is asked for. */
    public boolean isPeer() {
        return this != OURS && this != USER;
    }

    /** Whether it has legs. */
    boolean takesPart() {
        return true;
    }

    /** The directory of its module below {@code bench/peers}. */
    public String module() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a report calls it. */
    public String title() {
        return name().charAt(0) + module().substring(1);
    }

    /** The peers of these names, {@code jet,flink,spark}; none for an empty text. */
    public static List<House> peers(String names) {
        return Stream.of(names.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(House::peer)
                .toList();
    }

    private static House peer(String name) {
        for (House house : values()) {
            if (house.isPeer() && house.takesPart() && house.module().equals(name.toLowerCase(Locale.ROOT)))
                return house;
        }
        throw new IllegalArgumentException("there is no peer \"" + name + "\"; there are: jet, flink, spark");
    }

    private static String[] opens(String... packages) {
        return Stream.of(packages)
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toArray(String[]::new);
    }
}
