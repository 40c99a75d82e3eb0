package io.headrace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.LeakCheck;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(60)
class TlsSocketTest {
    private static final byte[] BEGINNING = {};

    @TempDir
    static Path temporary;

    private static Path known;
    private static Path other;

    private final RecordingWriter out = new RecordingWriter(100_000);

    @SuppressWarnings("NullAway.Init") // each test makes its own
    private SSLServerSocket server;

    @SuppressWarnings("NullAway.Init")
    private PolledSource source;

    @BeforeAll
    static void makeCertificates() throws Exception {
        known = Certificates.of("localhost", temporary);
        other = Certificates.of("elsewhere", temporary);
    }

    private void serve(Path keyStore) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(keyStore.toFile())) {
            store.load(in, Certificates.PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, Certificates.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("localhost"));
        server.setSoTimeout(20_000);
    }

    private interface Talk {
        void with(SSLSocket client) throws IOException, InterruptedException;
    }

    /** What the server says to the next client, on a thread of its own. */
    private CompletableFuture<Void> talk(Talk talk) {
        return CompletableFuture.runAsync(() -> {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                talk.with(client);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void open(Tls tls) throws IOException {
        source = new SocketLines("localhost", server.getLocalPort(), Integer.MAX_VALUE, tls).open(BEGINNING);
    }

    private static Tls trusting(Path store) {
        return Tls.trusting(store, Certificates.PASSWORD);
    }

    private static void send(SSLSocket client, String text) throws IOException {
        OutputStream to = client.getOutputStream();
        to.write(text.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    @AfterEach
    void close() throws IOException {
        if (source != null) source.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldDeliverLinesThatWereEncrypted(String protocol) throws Exception {
        serve(known);
        server.setEnabledProtocols(new String[] {protocol});
        StringBuilder many = new StringBuilder("one\n");
        for (int i = 0; i < 20_000; i++) many.append("line ").append(i).append('\n');
        CompletableFuture<Void> said = talk(client -> {
            send(client, many.toString());
            send(client, "without an end");
        });
        open(trusting(known));

        IOException lost = Polling.untilLost(source, out);

        said.get(20, TimeUnit.SECONDS);
        assertThat(lost).isInstanceOf(EOFException.class).hasMessageContaining("closed the connection");
        assertThat(out.lines()).hasSize(20_002).startsWith("one", "line 0").endsWith("line 19999", "without an end");
        assertThat(out.rejects).isEmpty();
    }

    @Test
    void shouldRefuseAServerWhoseCertificateIsNotTrusted() throws Exception {
        serve(other);
        CompletableFuture<Void> said = talk(client -> send(client, "secret\n"));
        open(trusting(known));

        assertThat(Polling.untilLost(source, out))
                .hasMessageContaining("socket localhost:" + server.getLocalPort() + ": the TLS handshake failed")
                .hasMessageContaining("trust store");
        source.close();
        assertThatThrownBy(() -> said.get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(out.records).isEmpty();
    }

    @Test
    void shouldRefuseAServerOfAnotherName() throws Exception {
        serve(other);
        CompletableFuture<Void> said = talk(client -> send(client, "secret\n"));
        open(trusting(other));

        assertThat(Polling.untilLost(source, out)).hasMessageContaining("the server's name");
        source.close();
        assertThatThrownBy(() -> said.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void shouldTakeAServerOfAnotherNameWhenToldTo() throws Exception {
        serve(other);
        CompletableFuture<Void> said = talk(client -> send(client, "public\n"));
        open(trusting(other).withoutHostCheck());

        Polling.until(source, out, () -> out.records.size() == 1);

        said.get(20, TimeUnit.SECONDS);
        assertThat(out.lines()).containsExactly("public");
    }

    @Test
    void shouldShowWhoItIsToServersThatAsk() throws Exception {
        serve(known);
        server.setNeedClientAuth(true);
        CompletableFuture<Void> said = talk(
                client -> send(client, client.getSession().getPeerPrincipal().getName() + "\n"));
        open(Tls.trusting(known, Certificates.PASSWORD, known, Certificates.PASSWORD));

        Polling.until(source, out, () -> out.records.size() == 1);

        said.get(20, TimeUnit.SECONDS);
        assertThat(out.lines()).containsExactly("CN=localhost");
    }

    @Test
    void shouldLoseAConnectionThatIsCutWithoutAGoodbye() throws Exception {
        serve(known);
        try (CutSocket cut = new CutSocket(server.getLocalPort())) {
            CountDownLatch isCut = new CountDownLatch(1);
            CompletableFuture<Void> said = talk(client -> {
                send(client, "whole\nhal");
                isCut.await();
            });
            source = new SocketLines("localhost", cut.port(), Integer.MAX_VALUE, trusting(known)).open(BEGINNING);

            Polling.until(source, out, () -> out.records.size() == 1);
            cut.end();
            IOException lost = Polling.untilLost(source, out);

            isCut.countDown();
            said.get(20, TimeUnit.SECONDS);
            assertThat(lost).hasMessageContaining("without a TLS goodbye");
            assertThat(out.lines()).containsExactly("whole");
            assertThat(out.rejects).hasSize(1);
        }
    }

    /** Passes bytes on both ways until it is cut. */
    private static final class CutSocket implements AutoCloseable {
        private final java.net.ServerSocket front = new java.net.ServerSocket(0, 1, InetAddress.getByName("localhost"));
        private final int behind;
        private volatile Socket client;
        private volatile Socket server;

        @SuppressWarnings("NullAway.Init") // its thread does
        CutSocket(int behind) throws IOException {
            this.behind = behind;
            Thread accepting = new Thread(this::accept, "cut socket");
            accepting.setDaemon(true);
            accepting.start();
        }

        int port() {
            return front.getLocalPort();
        }

        private void accept() {
            try {
                client = front.accept();
                server = new Socket("localhost", behind);
                Thread back = new Thread(() -> pump(client, server), "cut socket back");
                back.setDaemon(true);
                back.start();
                pump(server, client);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void pump(Socket from, Socket to) {
            byte[] bytes = new byte[4096];
            try {
                for (int read = from.getInputStream().read(bytes);
                        read > 0;
                        read = from.getInputStream().read(bytes))
                    to.getOutputStream().write(bytes, 0, read);
            } catch (IOException e) {
                return; // it is cut
            }
        }

        /** Ends what the client reads, without a word of the server's. */
        void end() throws IOException {
            client.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            front.close();
            if (client != null) client.close();
            if (server != null) server.close();
        }
    }

    @Test
    void shouldNotHangOnAServerThatDoesNotSpeakTls() throws Exception {
        serve(known);
        try (Loopback plain = new Loopback()) {
            source = new SocketLines("localhost", plain.port(), Integer.MAX_VALUE, trusting(known)).open(BEGINNING);
            try (Loopback.Client client = plain.accept()) {
                client.send("hello, who are you?\n");
                assertThat(Polling.untilLost(source, out)).hasMessageContaining("the TLS handshake failed");
            }
        }
    }

    @Test
    void shouldNotHangOnAServerThatHangsUpDuringTheHandshake() throws Exception {
        serve(known);
        try (Loopback plain = new Loopback()) {
            source = new SocketLines("localhost", plain.port(), Integer.MAX_VALUE, trusting(known)).open(BEGINNING);
            plain.accept().close();
            assertThat(Polling.untilLost(source, out)).isInstanceOf(IOException.class);
        }
    }

    /** Stores are read again at each connection. */
    @Test
    void shouldNameTheStoreThatCannotBeReadAnyMore() throws Exception {
        serve(known);
        Path gone = Files.copy(known, temporary.resolve("gone.p12"));
        Tls tls = trusting(gone);
        Files.delete(gone);
        assertThatThrownBy(() -> open(tls)).isInstanceOf(IOException.class).hasMessageContaining("gone.p12");
    }

    @Test
    void shouldRefuseStoresThatCannotBeRead() throws Exception {
        serve(known);
        Path missing = temporary.resolve("missing.p12");
        assertThatThrownBy(() -> trusting(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the key store " + missing + " cannot be read")
                .hasMessageContaining("name a PKCS12 or JKS file");
        assertThatThrownBy(() -> Tls.trusting(known, "wrong"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localhost.p12")
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> Tls.trusting(known, Certificates.PASSWORD, missing, Certificates.PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(missing.toString());
    }
}
