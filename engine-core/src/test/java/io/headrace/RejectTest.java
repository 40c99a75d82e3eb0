package io.headrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What came from outside is shown, and does nothing else. */
class RejectTest {
    private static String shown(String head, int length) {
        return new Reject(3, "socket", 17, "not UTF-8", length, head.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Test
    void shouldShowTextAsItIs() {
        assertThat(shown("Grüße, 😀!", 14))
                .isEqualTo("stream 3 (socket) rejected a record of 14 bytes: not UTF-8: Grüße, 😀!");
        assertThat(shown("head", 1_000)).endsWith(": head…");
    }

    @Test
    void shouldEscapeWhatMovesATerminalsCursorOrEndsALine() {
        String escaped = shown("a\u001b[2Jb\r\nc\td\\e\u0000\u202ef\u2028g\u009b", 1);
        assertThat(escaped).endsWith(": a\\u001b[2Jb\\r\\nc\\td\\\\e\\u0000\\u202ef\\u2028g\\u009b");
        assertThat(escaped.lines()).hasSize(1);
        assertThat(escaped.chars().noneMatch(Character::isISOControl)).isTrue();
    }
}
