package io.headrace.exec.door;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is answered to one request.
 *
 * <p><b>Threading:</b> immutable; nobody changes the body.
 *
 * @param headers beside those that every answer has
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares answers
public record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    public static Answer json(CharSequence body) {
        return new Answer(200, JSON, bytes(body), Map.of("Cache-Control", "no-store"));
    }

    /** A refusal, in words. */
    public static Answer refused(int status, String why) {
        return new Answer(status, TEXT, bytes(why + "\n"), Map.of("Cache-Control", "no-store"));
    }

    public static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    public Answer withStatus(int other) {
        return new Answer(other, type, body, headers);
    }
}
