package io.headrace.memory.testing;

import java.util.random.RandomGenerator;

/** Random texts: words, control characters, every length of UTF-8, and unpaired surrogates. */
public final class Texts {
    private static final String[] PIECES = {
        "",
        "a",
        "b",
        " ",
        "word",
        "\u0000",
        "\u007f",
        "\u0080",
        "é",
        "\u07ff",
        "\u0800",
        "€",
        "\ud7ff",
        "\ue000",
        "\ufffd",
        "\uffff",
        "\ud83d\ude00",
        "\udbff\udfff",
        "the quick brown fox"
    };
    private static final String[] UNPAIRED = {"\ud800", "\udbff", "\udc00", "\udfff", "\ude00", "\ud83d"};

    private Texts() {}

    /** Any string that Java can hold. */
    public static String any(RandomGenerator random) {
        return of(random, true);
    }

    /** Without unpaired surrogates. */
    public static String wellFormed(RandomGenerator random) {
        return of(random, false);
    }

    private static String of(RandomGenerator random, boolean unpaired) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextInt(5) == 0 ? 20 : 4); i > 0; i--) {
            String[] pieces = unpaired && random.nextInt(4) == 0 ? UNPAIRED : PIECES;
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
