package io.headrace.wal.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/**
 * Work on a file that an interrupt does not spoil. The JDK closes a channel when its thread is interrupted; the work is
 * done again on a new one, and the interrupt is kept for whoever waits for it.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Channels {
    /** Work that may be done twice. */
    @FunctionalInterface
    public interface Work {
        void on(FileChannel channel) throws IOException;
    }

    private Channels() {}

    public static void with(Path file, Work work, OpenOption... options) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(file, options)) {
                    work.on(channel);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
