package io.headrace;

import java.io.IOException;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the console where one is asked for.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Consoles {
    private Consoles() {}

    /** The context's console; null when it wants none. */
    static @Nullable Console open(HeadraceConf conf, @Nullable ClassLoader loader) {
        Integer port = conf.consolePort();
        if (port == null) return null;
        ConsoleProvider provider = ServiceLoader.load(ConsoleProvider.class, loader)
                .findFirst()
                .orElseThrow(() -> new StreamingException(Settings.CONSOLE_PORT.key() + "=" + port
                        + ": there is no console on the class path; add io.headrace:headrace-console (and keep"
                        + " META-INF/services when you pack jars into one), or leave the setting out"));
        try {
            return provider.open(conf);
        } catch (IOException e) {
            throw new StreamingException(
                    "the console cannot listen at " + conf.consoleAddress() + ", port " + port + ": " + e.getMessage()
                            + "; set " + Settings.CONSOLE_PORT.key() + " to a port that is free, or to 0 for any",
                    e);
        }
    }
}
