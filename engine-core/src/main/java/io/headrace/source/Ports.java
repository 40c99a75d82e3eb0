package io.headrace.source;

/** What a port may be. */
final class Ports {
    private static final int MAX = 65_535;

    private Ports() {}

    static void check(int port) {
        if (port < 1 || port > MAX)
            throw new IllegalArgumentException("port " + port + "; it must be from 1 to " + MAX);
    }
}
