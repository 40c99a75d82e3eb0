package io.headrace;

import java.io.IOException;

/**
 * Makes the console of a context. It is found by {@link java.util.ServiceLoader}, so that nobody pays for one that is not used: it is
 * in the module {@code io.headrace:headrace-console}.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface ConsoleProvider {
    /**
     * Opens the console's door, before the program runs: what cannot be is refused here.
     *
     * @throws IOException when the address cannot be listened at
     * @throws IllegalArgumentException when the settings do not let it be safe: naming the setting, and what would be right
     */
    Console open(HeadraceConf conf) throws IOException;
}
