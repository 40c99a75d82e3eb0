package io.headrace.source;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose bytes are encrypted, non-blocking as the plain one that it is made of. The cryptographic work runs on the thread that
 * polls.
 *
 * <p>An end of the connection without the other side's goodbye is a loss: somebody may have cut it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TlsSocket implements ByteInput {
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final PlainSocket socket;
    private final SSLEngine engine;
    private final ByteBuffer received; // encrypted, ready to be taken out of
    private final ByteBuffer toSend; // encrypted, ready to be taken out of
    private final ByteBuffer early; // decrypted before the handshake was seen to be over, ready to be taken out of
    private long shakingSince;
    private boolean isOpen;
    private boolean isAtEnd;

    TlsSocket(PlainSocket socket, SSLEngine engine) throws IOException {
        this.socket = socket;
        this.engine = engine;
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocateDirect(packet).limit(0);
        toSend = ByteBuffer.allocateDirect(packet).limit(0);
        early = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    @Override
    public String label() {
        return socket.label();
    }

    @Override
    public boolean isReady() throws IOException {
        if (isOpen) return true;
        if (!socket.isReady()) return false;
        try {
            if (shakingSince == 0) {
                engine.beginHandshake();
                shakingSince = System.nanoTime();
            }
            isOpen = shakeHands();
        } catch (SSLException e) {
            throw new IOException(
                    label() + ": the TLS handshake failed: " + e.getMessage()
                            + "; is the server's certificate in the trust store, and does it have the server's name?",
                    e);
        }
        if (!isOpen && System.nanoTime() - shakingSince > HANDSHAKE_NANOS)
            throw new SocketTimeoutException(label() + ": no TLS handshake in "
                    + TimeUnit.NANOSECONDS.toSeconds(HANDSHAKE_NANOS) + " s; does the server speak TLS?");
        return isOpen;
    }

    /** Goes on until it is done, or must wait for the other side: false. */
    private boolean shakeHands() throws IOException {
        while (true) {
            if (!send()) return false;
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    early.compact();
                    int before = early.position();
                    boolean goesOn = unwrap(early);
                    early.flip();
                    if (isAtEnd) throw new EOFException(label() + " closed the connection during the TLS handshake");
                    if (!goesOn && early.limit() == before) return false;
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return true;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) task.run();
    }

    private void wrap() throws IOException {
        toSend.compact();
        try {
            engine.wrap(NOTHING, toSend);
        } finally {
            toSend.flip();
        }
        boolean unused = send(); // the rest goes later
    }

    /** Whether all is sent that was to be. */
    private boolean send() throws IOException {
        if (toSend.hasRemaining()) socket.write(toSend);
        return !toSend.hasRemaining();
    }

    /** Decrypts one packet; false when the rest of it is to come, or nothing more comes. */
    private boolean unwrap(ByteBuffer to) throws IOException {
        SSLEngineResult result = engine.unwrap(received, to);
        switch (result.getStatus()) {
            case OK -> {
                return true;
            }
            case CLOSED -> {
                isAtEnd = true;
                return false;
            }
            case BUFFER_UNDERFLOW -> {
                return receive();
            }
            case BUFFER_OVERFLOW -> {
                if (to.position() > 0) return false; // what there is goes first
                throw new IOException("a TLS packet needs more than the " + to.remaining() + " bytes there are");
            }
        }
        throw new IllegalStateException("TLS answered " + result);
    }

    private boolean receive() throws IOException {
        received.compact();
        int read;
        try {
            read = socket.read(received);
        } finally {
            received.flip();
        }
        if (read >= 0) return read > 0;
        if (isOpen) throw new EOFException("the connection ended without a TLS goodbye");
        isAtEnd = true;
        return false;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int before = to.position();
        if (early.hasRemaining()) {
            int length = Math.min(early.remaining(), to.remaining());
            to.put(early.slice(early.position(), length));
            early.position(early.position() + length);
            return length;
        }
        while (to.hasRemaining() && !isAtEnd && send()) {
            switch (engine.getHandshakeStatus()) { // keys change on the way
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap();
                default -> {
                    if (!unwrap(to)) return answer(to.position() - before);
                }
            }
        }
        return answer(to.position() - before);
    }

    private int answer(int read) {
        return read == 0 && isAtEnd ? -1 : read;
    }

    /** What the other side does not take yet would have to be waited for as well. */
    @Override
    public @Nullable SelectableChannel awaited() {
        return isOpen && !toSend.hasRemaining() ? socket.awaited() : null;
    }

    @Override
    public int ended() throws IOException {
        return socket.ended();
    }

    @Override
    public String cutOff() {
        return socket.cutOff();
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            engine.closeOutbound();
            if (isOpen && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) wrap();
        }
    }
}
