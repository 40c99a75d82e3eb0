package io.headrace.console;

import io.headrace.Console;
import io.headrace.ConsoleProvider;
import io.headrace.HeadraceConf;
import java.io.IOException;

/**
 * Opens {@link WebConsole}s.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class WebConsoleProvider implements ConsoleProvider {
    @Override
    public Console open(HeadraceConf conf) throws IOException {
        return WebConsole.open(conf);
    }
}
