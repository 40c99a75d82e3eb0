package io.headrace.exec.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LockTest {
    private static final String TOKEN = "correct horse battery";

    private final Lock lock = new Lock(TOKEN, 4040);

    @Test
    void shouldLetEverybodyLookWhereThereIsNoToken() {
        assertThat(new Lock(null, 4040).admits(null, null)).isTrue();
    }

    @Test
    void shouldKnowTheTokenAndTheSessionAndNothingElse() {
        String cookie = lock.cookie().substring(0, lock.cookie().indexOf(';'));
        assertThat(lock.admits(null, null)).isFalse();
        assertThat(lock.admits(null, "Bearer " + TOKEN)).isTrue();
        assertThat(lock.admits(null, TOKEN)).isFalse();
        assertThat(lock.admits(null, "Bearer " + TOKEN + "!")).isFalse();
        assertThat(lock.admits("other=1; " + cookie, null)).isTrue();
        assertThat(lock.admits(cookie + "0", null)).isFalse();
        assertThat(lock.admits("x" + cookie, null)).isFalse();
        assertThat(lock.admits("headrace-4040=" + TOKEN, null)).isFalse();
        assertThat(new Lock(TOKEN, 4040).admits(cookie, null)).as("another run").isFalse();
        assertThat(lock.cookie()).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);
    }

    @Test
    void shouldTakeNoTokenForAWhileWhenManyWereWrong() {
        String cookie = lock.cookie().substring(0, lock.cookie().indexOf(';'));
        for (int i = 0; i < 20; i++) assertThat(lock.isToken("guess " + i)).isFalse();
        assertThat(lock.isBlocked()).isTrue();
        assertThat(lock.isToken(TOKEN)).as("not even the right one").isFalse();
        assertThat(lock.admits(cookie, null)).as("who was let in stays").isTrue();
    }
}
