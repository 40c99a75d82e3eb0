package io.headrace.wal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChronicleSetupTest {
    @Test
    void shouldKeepChronicleQuiet() {
        ChronicleSetup.prepare();

        assertThat(System.getProperty("chronicle.analytics.disable")).isEqualTo("true");
        assertThat(System.getProperty("chronicle.announcer.disable")).isEqualTo("true");
        assertThat(System.getProperty("chronicle.disk.monitor.disable")).isEqualTo("true");
    }

    @Test
    void shouldFindNothingMissingWithTheFlagsThatUsersGet() {
        assertThat(ChronicleSetup.missingFlags(ModuleLayer.boot())).isEmpty();
    }

    @Test
    void shouldNameTheFlagsThatAreMissing() {
        List<String> wanted = List.of("java.base/java.lang", "java.base/sun.security.x509", "java.base/no.such.thing");

        assertThat(ChronicleSetup.missing(ModuleLayer.boot(), "--add-opens", wanted))
                .containsExactly("--add-opens=java.base/sun.security.x509=ALL-UNNAMED");
    }

    @Test
    void shouldAskForAJdkWhenTheCompilerIsMissing() {
        assertThatCode(ChronicleSetup::requireCompiler).doesNotThrowAnyException();
        assertThatIllegalStateException()
                .isThrownBy(() -> ChronicleSetup.requireCompiler(ModuleLayer.empty()))
                .withMessageContaining("needs a JDK")
                .withMessageContaining("jdk.compiler");
    }
}
