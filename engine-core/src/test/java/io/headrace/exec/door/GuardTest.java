package io.headrace.exec.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final int HEARD = 200;

    private final Guard local = new Guard(true, List.of("Node7.example.org"), "some.hosts", "/login");
    private final Guard open = new Guard(false, List.of(), "some.hosts", null);

    private static int status(Guard guard, String host, @Nullable String origin, @Nullable String site) {
        Answer refusal = guard.refusal(new Guard.Asked("GET", "/api/now", host, origin, site));
        return refusal == null ? HEARD : refusal.status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST",
                "127.0.0.1:80",
                "127.3.4.5",
                "[::1]",
                "[::1]:4040",
                "node7.example.org",
                "NODE7.example.org:4040"
            })
    void shouldHearWhoNamesThisMachine(String host) {
        assertThat(status(local, host, null, null)).isEqualTo(HEARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.example:4040",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "",
                "[::2]",
                "[localhost]",
                "999.1.1.1",
                "localhost@evil.example",
                "127.0.0.1 evil"
            })
    void shouldRefuseNamesThatAnAttackerCouldResolveToThisMachine(String host) {
        assertThat(status(local, host, null, null)).isEqualTo(421);
    }

    @Test
    void shouldRefuseARequestWithoutHost() {
        Answer refusal = Objects.requireNonNull(local.refusal(new Guard.Asked("GET", "/", null, null, null)));
        assertThat(new String(refusal.body(), StandardCharsets.UTF_8)).contains("host is missing", "some.hosts");
    }

    @Test
    void shouldHearAnyAddressWhereOthersMayCome() {
        assertThat(status(open, "10.0.0.1:4040", null, null)).isEqualTo(HEARD);
        assertThat(status(open, "[fe80::1]", null, null)).isEqualTo(HEARD);
        assertThat(status(open, "evil.example", null, null)).isEqualTo(421);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:4040, 200",
        "https://localhost:4040, 200",
        "http://localhost, 403",
        "http://evil.example, 403",
        "null, 403"
    })
    void shouldRefusePagesOfOthers(String origin, int status) {
        assertThat(status(local, "localhost:4040", origin, null)).isEqualTo(status);
    }

    @Test
    void shouldRefuseWhatABrowserAsksForAnotherSiteButLetALinkComeIn() {
        assertThat(status(local, "localhost", null, "cross-site")).isEqualTo(403);
        assertThat(status(local, "localhost", null, "same-origin")).isEqualTo(HEARD);
        assertThat(local.refusal(new Guard.Asked("GET", "/", "localhost", null, "cross-site")))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"})
    void shouldTakeNothingThatCouldChangeSomething(String method) {
        Answer refusal =
                Objects.requireNonNull(local.refusal(new Guard.Asked(method, "/api/now", "localhost", null, null)));
        assertThat(refusal.status()).isEqualTo(405);
        assertThat(local.refusal(new Guard.Asked("POST", "/login", "localhost", null, null)))
                .isNull();
        assertThat(open.refusal(new Guard.Asked("POST", "/login", "localhost", null, null)))
                .isNotNull();
    }
}
