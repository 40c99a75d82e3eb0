package io.headrace.wal.state;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a store lives, how large it is, and whom it tells when it fills up.
 *
 * @param directory the directory of its files; made when it is not there
 * @param name begins the names of its files: letters, digits, {@code - _}
 */
public record StateOptions(Path directory, String name, StateSizing sizing, UsageAlarm alarm) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public StateOptions {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a state store: 1 to 64 letters, digits, '-' and '_' can");
    }

    public StateOptions(Path directory, String name, StateSizing sizing) {
        this(directory, name, sizing, (entries, plannedEntries) -> {});
    }
}
