package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./headrace}, as far as it goes before it builds: a copy of it stands alone in a directory. */
class LauncherTest {
    private static final String JDK = System.getProperty("java.home");

    @TempDir
    private Path home;

    private Path script = Path.of("");

    @BeforeEach
    void copyTheScript() throws IOException {
        script = Files.copy(
                Path.of(System.getProperty("headrace.root"), "headrace"),
                home.resolve("headrace"),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void shouldSayWhatIsWrongWithJavaHome() throws Exception {
        Outcome outcome = launch(Map.of("JAVA_HOME", "/nonexistent"));
        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.output).contains("JAVA_HOME is /nonexistent", "JDK 17");
    }

    @Test
    void shouldSayThatJavaIsMissing() throws Exception {
        Path tools = Files.createDirectory(home.resolve("tools"));
        for (String tool : new String[] {"dirname", "readlink", "sed", "find", "sort", "head"})
            Files.createSymbolicLink(tools.resolve(tool), toolPath(tool));
        Outcome outcome = launch(Map.of("PATH", tools.toString(), "JAVA_HOME", ""));
        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.output).contains("no Java found", "JDK 17");
    }

    @Test
    void shouldSayThatJavaIsTooOld() throws Exception {
        Path bin = Files.createDirectories(home.resolve("old/bin"));
        executable(bin.resolve("java"), "echo '    java.specification.version = 11' >&2");
        Outcome outcome = launch(Map.of("JAVA_HOME", home.resolve("old").toString()));
        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.output).contains("is Java 11", "needs 17 or newer");
    }

    @Test
    void shouldSayThatMavenIsTooOld() throws Exception {
        Path bin = Files.createDirectories(home.resolve("bin"));
        executable(bin.resolve("mvn"), "echo 'Apache Maven 3.6.3'");
        Outcome outcome = launch(Map.of("JAVA_HOME", JDK, "PATH", bin + ":" + System.getenv("PATH")));
        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.output).contains("Maven 3.6.3 is too old", "3.8.7");
    }

    @Test
    void shouldFindItsHomeThroughLinks() throws Exception {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        executable(bin.resolve("mvn"), "echo 'Apache Maven 3.9.9'; pwd");
        script = Files.createSymbolicLink(elsewhere.resolve("link"), Path.of("../headrace"));
        Outcome outcome = launch(Map.of("JAVA_HOME", JDK, "PATH", bin + ":" + System.getenv("PATH")));
        assertThat(outcome.output).contains("building (once").contains(home.toRealPath() + "\n");
    }

    @Test
    void shouldKeepTheCodesOfATerminalOutOfWhatTheBuildSays() throws Exception {
        Path bin = Files.createDirectories(home.resolve("bin"));
        String escape = "printf '\\033[0m\\n\\033[1;31ma warning\\033[m\\n'";
        executable(bin.resolve("mvn"), "echo 'Apache Maven 3.9.9'; " + escape + "; exit 1");
        Outcome outcome = launch(Map.of("JAVA_HOME", JDK, "PATH", bin + ":" + System.getenv("PATH")));
        assertThat(outcome.code).isEqualTo(1);
        assertThat(outcome.output).contains("\na warning\n", "the build failed").doesNotContain("\u001b");
        assertThat(outcome.output.lines()).noneMatch(String::isBlank);
    }

    private static Path toolPath(String tool) {
        return Path.of("/usr/bin", tool);
    }

    private static void executable(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        if (!file.toFile().setExecutable(true)) throw new IOException("cannot make " + file + " executable");
    }

    private Outcome launch(Map<String, String> environment) throws Exception {
        Path output = home.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", script.toString(), "--help")
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        environment.forEach((name, value) -> {
            if (value.isEmpty()) builder.environment().remove(name);
            else builder.environment().put(name, value);
        });
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private record Outcome(int code, String output) {}
}
