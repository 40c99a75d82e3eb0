package io.headrace.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a socket stream trusts its server, and how it shows who it is. The server's name is checked against its certificate unless that is
 * switched off. Stores are read again at each connection, so certificates may be replaced while a program runs.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Tls implements Serializable {
    private static final long serialVersionUID = 1;

    /** Makes the context of a connection. */
    @FunctionalInterface
    public interface Contexts extends Serializable {
        SSLContext make() throws GeneralSecurityException, IOException;
    }

    /** A store in a file: PKCS12 or JKS. */
    private record Store(String file, String password) implements Serializable {
        private static final long serialVersionUID = 1;

        KeyStore load() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                store.load(in, password.toCharArray());
            } catch (IOException e) {
                throw new IOException("the key store " + file + " cannot be read: " + e, e);
            }
            return store;
        }

        /** A store that cannot be read now is a mistake of the program; one that cannot later is a lost connection. */
        Store checked() {
            try {
                load();
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalArgumentException(
                        "Tls.trusting: the key store " + file + " cannot be read (" + e.getMessage()
                                + "): name a PKCS12 or JKS file, and its password",
                        e);
            }
            return this;
        }

        @Override
        public String toString() {
            return file; // not the password
        }
    }

    private final Contexts contexts;
    private final boolean checksHost;

    private Tls(Contexts contexts, boolean checksHost) {
        this.contexts = contexts;
        this.checksHost = checksHost;
    }

    /** Trusts whom the JVM trusts. */
    public static Tls ofDefaults() {
        return new Tls(SSLContext::getDefault, true);
    }

    /** Any context, asked for at each connection. */
    public static Tls of(Contexts contexts) {
        return new Tls(contexts, true);
    }

    /**
     * Trusts the certificates of a store.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    public static Tls trusting(Path trustStore, String password) {
        Store trusted = new Store(trustStore.toString(), password).checked();
        return new Tls(() -> context(trusted, null), true);
    }

    /**
     * Trusts the certificates of one store, and shows that of another to servers that ask for one.
     *
     * @throws IllegalArgumentException when one of them cannot be read
     */
    public static Tls trusting(Path trustStore, String password, Path keyStore, String keyPassword) {
        Store trusted = new Store(trustStore.toString(), password).checked();
        Store own = new Store(keyStore.toString(), keyPassword).checked();
        return new Tls(() -> context(trusted, own), true);
    }

    /** Takes any server whose certificate is trusted, whatever its name. */
    public Tls withoutHostCheck() {
        return new Tls(contexts, false);
    }

    private static SSLContext context(Store trusted, @Nullable Store own) throws GeneralSecurityException, IOException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted.load());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? new KeyManager[0] : keys(own), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyManager[] keys(Store own) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.load(), own.password.toCharArray());
        return keys.getKeyManagers();
    }

    /** The client's side of a connection. */
    SSLEngine engine(String host, int port) throws IOException {
        SSLEngine engine = context(host, port).createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(checked(engine.getSSLParameters()));
        return engine;
    }

    /** Encrypts a connection that blocks; both are closed together. Returns behind the handshake, which takes so long at most. */
    Socket over(Socket plain, String host, int port, int handshakeMillis) throws IOException {
        SSLSocket socket = (SSLSocket) context(host, port).getSocketFactory().createSocket(plain, host, port, true);
        socket.setSSLParameters(checked(socket.getSSLParameters()));
        socket.setSoTimeout(handshakeMillis);
        socket.startHandshake();
        socket.setSoTimeout(0);
        return socket;
    }

    private SSLContext context(String host, int port) throws IOException {
        try {
            return contexts.make();
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS context for " + host + ":" + port + " can be made: " + e, e);
        }
    }

    private SSLParameters checked(SSLParameters parameters) {
        if (checksHost) parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }
}
