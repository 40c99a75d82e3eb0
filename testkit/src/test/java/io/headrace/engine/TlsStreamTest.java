package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.ReceiverInfo;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingListener;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.source.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted sockets, on the engine. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsStreamTest {
    private static final String PASSWORD = "headrace";

    @TempDir
    static Path temporary;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private SSLServerSocket server;

    /** Greets each client with a line, and hangs up. */
    @BeforeEach
    void serve() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store("localhost"), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getByName("localhost"));
        Thread greeting = new Thread(this::greet, "greeting");
        greeting.setDaemon(true);
        greeting.start();
    }

    private void greet() {
        while (!server.isClosed()) {
            try (var client = server.accept()) {
                client.getOutputStream().write("welcome\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // a client that does not trust us, or the end
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static Path file(String host) throws Exception {
        Path file = temporary.resolve(host + ".p12");
        if (Files.exists(file)) return file;
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "it",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return file;
    }

    private static KeyStore store(String host) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file(host))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static StreamingContext context() {
        return StreamingContext.builder("tls")
                .batchInterval(Durations.milliseconds(10))
                .set("headrace.receiver.restart.delay", "10ms")
                .build();
    }

    private void expect(String line) throws InterruptedException {
        assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(line);
    }

    @Test
    void shouldReadLinesAgainAndAgain() throws Exception {
        try (StreamingContext context = context()) {
            context.socketTextStream(
                            "localhost",
                            server.getLocalPort(),
                            StorageLevel.MEMORY_AND_DISK_SER,
                            Tls.trusting(file("localhost"), PASSWORD))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            expect("welcome");
            expect("welcome");
        }
    }

    @Test
    void shouldGiveAConverterTheDecryptedBytes() throws Exception {
        try (StreamingContext context = context()) {
            context.socketStream(
                            "localhost",
                            server.getLocalPort(),
                            in -> new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                                    .lines()
                                    .toList(),
                            StorageLevel.MEMORY_AND_DISK_SER,
                            Tls.trusting(file("localhost"), PASSWORD))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            expect("welcome");
            expect("welcome");
        }
    }

    @Test
    void shouldTryAgainAndSayWhyAServerIsNotTrusted() throws Exception {
        BlockingQueue<ReceiverInfo> errors = new LinkedBlockingQueue<>();
        try (StreamingContext context = context()) {
            context.addStreamingListener(new StreamingListener() {
                @Override
                public void onReceiverError(StreamingListenerReceiverError event) {
                    errors.add(event.receiverInfo());
                }
            });
            context.socketTextStream(
                            "localhost",
                            server.getLocalPort(),
                            StorageLevel.MEMORY_AND_DISK_SER,
                            Tls.trusting(file("elsewhere"), PASSWORD))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            for (int i = 0; i < 2; i++) {
                ReceiverInfo error = errors.poll(20, TimeUnit.SECONDS);
                assertThat(error).isNotNull();
                assertThat(error.lastError())
                        .contains("the TLS handshake failed")
                        .contains("trust store");
            }
        }
        assertThat(seen).isEmpty();
    }
}
