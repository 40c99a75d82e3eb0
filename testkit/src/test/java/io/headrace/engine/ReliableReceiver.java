package io.headrace.engine;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The client of a reliable {@link NumberedServer} as users write receivers: stores some lines as a whole, with the position behind them, and says
 * so when that has returned.
 *
 * <p><b>Threading:</b> a thread of its own.
 */
final class ReliableReceiver extends Receiver<String> {
    private static final long serialVersionUID = 1;
    private static final int LINES = 17;

    private final int port;
    private transient volatile Socket socket;
    private transient Thread thread;

    ReliableReceiver(int port) {
        super(StorageLevel.MEMORY_AND_DISK_SER);
        this.port = port;
    }

    @Override
    public void onStart() throws IOException {
        Socket connected = new Socket(InetAddress.getLoopbackAddress(), port);
        socket = connected;
        thread = new Thread(() -> receive(connected), "reliable receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void receive(Socket from) {
        try (from) {
            long next = ReliableLines.numberOf(lastPosition());
            DataOutputStream out = new DataOutputStream(from.getOutputStream());
            out.writeLong(next);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8));
            List<String> lines = new ArrayList<>();
            for (String line = in.readLine(); line != null && !isStopped(); line = in.readLine()) {
                lines.add(line);
                if (lines.size() < LINES) continue;
                next += LINES;
                store(lines.iterator(), position(next));
                lines.clear();
                out.writeLong(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is being ended
        } catch (IOException | RuntimeException e) {
            if (!isStopped()) restart("the server is lost", e);
        }
    }

    private static byte[] position(long next) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(next)
                .array();
    }

    @Override
    public void onStop() throws Exception {
        if (socket != null) socket.close();
        if (thread != null) thread.join();
    }
}
