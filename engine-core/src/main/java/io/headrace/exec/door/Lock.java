package io.headrace.exec.door;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who may look: everybody who reaches the server, or who knows the token. A browser gives it once and is given a session in a cookie,
 * which is not the token and ends with the server; a tool gives it with every request. Guessing is slow.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Lock {
    public static final int SHORTEST_TOKEN = 16;

    private static final int FREE_MISSES = 10;
    private static final long MISS_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final int SESSION_BYTES = 32;
    private static final String BEARER = "Bearer ";

    private final byte @Nullable [] token;
    private final String cookieName;
    private final String session;
    private double misses;
    private long lastMiss = System.nanoTime();

    /** @param port is in the cookie's name: servers of one machine share their cookies */
    public Lock(@Nullable String token, int port) {
        this.token = token == null ? null : digest(token);
        cookieName = "headrace-" + port;
        byte[] random = new byte[SESSION_BYTES];
        new SecureRandom().nextBytes(random);
        session = HexFormat.of().formatHex(random);
    }

    /** Digests have one length and tell nothing of it: so a comparison takes the same time for whatever is given. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    public boolean isOpen() {
        return token == null;
    }

    /** Whether whoever sent these headers may look. */
    public boolean admits(@Nullable String cookies, @Nullable String authorization) {
        if (token == null) return true;
        if (cookies != null && hasSession(cookies)) return true;
        return authorization != null
                && authorization.startsWith(BEARER)
                && isToken(authorization.substring(BEARER.length()).strip());
    }

    private boolean hasSession(String cookies) {
        for (String cookie : cookies.split(";", -1)) {
            int equals = cookie.indexOf('=');
            if (equals < 0 || !cookie.substring(0, equals).strip().equals(cookieName)) continue;
            if (MessageDigest.isEqual(digest(cookie.substring(equals + 1).strip()), digest(session))) return true;
        }
        return false;
    }

    /** Whether it is the token; false also while too many were wrong. */
    public boolean isToken(String given) {
        byte[] wanted = token;
        if (wanted == null || isBlocked()) return false;
        boolean is = MessageDigest.isEqual(digest(given), wanted);
        if (!is) miss();
        return is;
    }

    /** Whether so many were wrong that none is looked at for a while. */
    public synchronized boolean isBlocked() {
        forget();
        return misses >= FREE_MISSES;
    }

    private synchronized void miss() {
        forget();
        misses++;
    }

    /** One wrong token is forgotten every few seconds. */
    private void forget() {
        long now = System.nanoTime();
        misses = Math.max(0, misses - (now - lastMiss) / (double) MISS_NANOS);
        lastMiss = now;
    }

    /** What makes a browser one that may look. */
    public String cookie() {
        return cookieName + "=" + session + "; HttpOnly; SameSite=Strict; Path=/";
    }
}
