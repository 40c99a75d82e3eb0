package io.headrace.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that the test has started, and that ends with it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Daemon implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;
    private static final long END_SECONDS = 10;

    private final String name;
    private final Path log;
    private final Process process;

    /** @param directory where it works, and where its words go */
    Daemon(Path directory, List<String> command) throws IOException {
        name = command.get(0);
        log = directory.resolve(name + ".log");
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** A port that nobody listens at just now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Looks again and again, for as long as the server lives and the test has time. */
    <T> T await(Callable<@Nullable T> look) throws Exception {
        while (true) {
            T found = look.call();
            if (found != null) return found;
            if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS))
                throw new AssertionError(name + " has ended: " + Files.readString(log));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
