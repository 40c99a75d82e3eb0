package io.headrace.examples;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HeadraceConf;
import io.headrace.StorageLevels;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.receiver.Receiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A receiver of one's own: it reads lines from a socket in a thread that it starts, stores them, and is started again when the
 * connection is lost.
 *
 * <pre>
 *   nc -lk 9999                                            # in one terminal; type lines
 *   ./headrace example CustomReceiver localhost 9999       # in another
 * </pre>
 *
 * <p><b>Threading:</b> the engine starts and stops the receiver; a thread of its own receives.
 */
public final class CustomReceiver extends Receiver<String> {
    private static final long serialVersionUID = 1;
    private static final Pattern SPACE = Pattern.compile(" ");

    private final String host;
    private final int port;

    public CustomReceiver(String host, int port) {
        super(StorageLevels.MEMORY_AND_DISK_SER);
        this.host = host;
        this.port = port;
    }

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 2, 2, "CustomReceiver HOST PORT");
        HeadraceConf conf = HeadraceConf.builder().setAppName("CustomReceiver").build();
        try (StreamingContext ssc = new StreamingContext(conf, Durations.seconds(1))) {
            DStream<String> lines = ssc.receiverStream(new CustomReceiver(args[0], Integer.parseInt(args[1])));
            lines.flatMap(line -> Arrays.asList(SPACE.split(line)).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            ssc.start();
            ssc.awaitTermination();
        }
    }

    @Override
    public void onStart() {
        Thread thread = new Thread(this::receive, "lines from " + host + ":" + port);
        thread.setDaemon(true);
        thread.start();
    }

    /** There is nothing to do: the thread ends by itself once {@link #isStopped} is true. */
    @Override
    public void onStop() {}

    private void receive() {
        try (Socket socket = new Socket(host, port);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (!isStopped() && line != null) {
                store(line);
                line = reader.readLine();
            }
            restart("Trying to connect again");
        } catch (ConnectException e) {
            restart("Could not connect", e);
        } catch (IOException e) {
            restart("Error receiving data", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // told to end
        }
    }
}
