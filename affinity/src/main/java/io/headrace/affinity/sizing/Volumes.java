package io.headrace.affinity.sizing;

/** Turns computed volumes into bytes. <b>Threading:</b> stateless. */
final class Volumes {
    private static final double SECONDS_PER_HOUR = 3600;

    private Volumes() {}

    /** Whole bytes; more than a long holds is as much as a long holds. */
    static long bytes(double volume) {
        return (long) Math.ceil(volume);
    }

    static long perHour(double bytesPerSecond) {
        return bytes(bytesPerSecond * SECONDS_PER_HOUR);
    }

    static long sum(long... parts) {
        long sum = 0;
        for (long part : parts) sum = sum + part < 0 ? Long.MAX_VALUE : sum + part;
        return sum;
    }
}
