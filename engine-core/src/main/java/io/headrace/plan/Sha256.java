package io.headrace.plan;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A hash that is the same in every process and version.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Sha256 {
    private Sha256() {}

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
