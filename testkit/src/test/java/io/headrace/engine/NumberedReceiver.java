package io.headrace.engine;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a user writes for a {@link AskedServer}: stores some lines as a whole, each time with the number behind them as position. */
final class NumberedReceiver extends Receiver<Long> {
    private static final long serialVersionUID = 1;
    private static final int AT_ONCE = 50;

    /** The numbers below this were acknowledged to the receiver, in this JVM. */
    static final AtomicLong ACKNOWLEDGED = new AtomicLong();

    private final int port;
    private transient @Nullable Socket socket;
    private transient @Nullable Thread thread;

    NumberedReceiver(int port) {
        super(StorageLevel.MEMORY_AND_DISK_SER);
        this.port = port;
    }

    @Override
    public void onStart() throws IOException {
        Socket connected = new Socket(InetAddress.getLoopbackAddress(), port);
        Thread started = new Thread(() -> receive(connected), "numbered receiver");
        started.setDaemon(true);
        socket = connected;
        thread = started;
        started.start();
    }

    private void receive(Socket connected) {
        try {
            byte[] position = lastPosition();
            long next = position.length == 0 ? 0 : ByteBuffer.wrap(position).getLong();
            connected.getOutputStream().write(("FROM " + next + "\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connected.getInputStream(), StandardCharsets.US_ASCII));
            List<Long> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    long number = Long.parseLong(line);
                    if (number < next) continue; // sent before the connection was lost
                    if (number > next) throw new IOException("line " + number + " instead of " + next);
                    lines.add(number);
                    next++;
                }
                if (lines.size() == AT_ONCE || (line.isEmpty() && !lines.isEmpty())) {
                    store(
                            lines.iterator(),
                            ByteBuffer.allocate(Long.BYTES).putLong(next).array());
                    ACKNOWLEDGED.set(next);
                    lines.clear();
                }
            }
            restart("the server has gone");
        } catch (IOException e) {
            if (!isStopped()) restart("the connection was lost", e);
        } catch (InterruptedException | RuntimeException e) {
            Thread.currentThread().interrupt(); // the context ends
        }
    }

    @Override
    public void onStop() throws Exception {
        Socket connected = socket;
        if (connected != null) connected.close();
        Thread stopping = thread;
        if (stopping == null) return;
        stopping.interrupt();
        stopping.join();
    }
}
