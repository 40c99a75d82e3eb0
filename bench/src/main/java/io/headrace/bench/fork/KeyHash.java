package io.headrace.bench.fork;

/** The hash of a key, the same for every contender. <b>Threading:</b> no state. */
public final class KeyHash {
    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private KeyHash() {}

    /** Of a text of ASCII characters. */
    public static long of(CharSequence text) {
        long hash = start();
        for (int i = 0; i < text.length(); i++) hash = then(hash, (byte) text.charAt(i));
        return end(hash);
    }

    public static long of(long key) {
        return end(key * FNV_PRIME + FNV_START);
    }

    public static long of(long first, long second) {
        return end(of(first) * FNV_PRIME + second);
    }

    /** Of a text byte by byte: begins here. */
    public static long start() {
        return FNV_START;
    }

    public static long then(long hash, byte next) {
        return (hash ^ (next & 0xff)) * FNV_PRIME;
    }

    public static long end(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return mixed ^ (mixed >>> 29);
    }
}
