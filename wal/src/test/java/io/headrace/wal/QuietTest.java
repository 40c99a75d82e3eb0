package io.headrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import io.headrace.wal.chronicle.ChronicleStateStore;
import io.headrace.wal.state.StateOptions;
import io.headrace.wal.state.StateSizing;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Opening a log and a state store tells nobody, and leaves no thread behind. */
@ExtendWith(LeakCheck.class)
class QuietTest {
    @TempDir
    Path directory;

    @Test
    void shouldNotHaveTheTelemetryOfChronicleOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void shouldNeitherConnectNorStartThreadsNorPrint() throws Exception {
        try (ForkedJvm jvm = new ForkedJvm(Opener.class, directory.toString())) {
            List<String> lines = jvm.lines();
            assertThat(jvm.exitCode()).isZero();
            assertThat(lines).containsExactly("opened both");
        }
    }

    /** Prints whatever it should not see. */
    static final class Opener {
        private static final int BLOCK = 1_000;

        private Opener() {}

        public static void main(String[] arguments) throws IOException {
            watchTheNetwork();
            Path directory = Path.of(arguments[0]);
            LogFixture fixture = new LogFixture();
            try (Log log = Log.open(LogOptions.of(directory).rollBytes(LogOptions.MIN_ROLL_BYTES))) {
                Path state = Files.createDirectory(directory.resolve("state"));
                ChronicleStateStore.open(new StateOptions(state, "quiet", StateSizing.of(1_000, 16, 16)))
                        .close();
                for (int i = 1; i <= BLOCK; i++) fixture.append(log, i, BLOCK);
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.contains("~")
                                || name.toLowerCase(Locale.ROOT).contains("chronicle"))
                        .forEach(name -> System.out.println("thread " + name));
            }
            System.out.println("opened both");
        }

        @SuppressWarnings("deprecation") // the only way to see every attempt, whoever makes it
        private static void watchTheNetwork() throws IOException {
            ProxySelector.setDefault(new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    System.out.println("asks for a way to " + uri);
                    return List.of(Proxy.NO_PROXY);
                }

                @Override
                public void connectFailed(URI uri, SocketAddress address, IOException e) {
                    System.out.println("could not connect to " + uri);
                }
            });
            Socket.setSocketImplFactory(() -> {
                System.out.println("makes a socket");
                throw new IllegalStateException("no socket for anybody");
            });
        }
    }
}
