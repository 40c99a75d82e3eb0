package io.headrace.exec;

import io.headrace.StreamingException;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.memory.codec.object.KryoRegistry;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the classes looked like whose objects were stored: the lines of the registry's catalogue stand in the journal's dictionary
 * beside the names of the classes, marked as such. A class that was stored and has changed since would be read wrongly, so it is refused.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class StoredClasses {
    /** No class has a name that begins so. */
    private static final String MARK = "#";

    private StoredClasses() {}

    /** Refuses classes that have changed, and writes down what those of this program look like. */
    static void check(KryoRegistry registry, JournalTypes types) {
        List<String> known = types.classes();
        Set<String> stored = new HashSet<>(known);
        Map<String, String> latest = new LinkedHashMap<>();
        for (String name : known) {
            if (!name.startsWith(MARK)) continue;
            String line = name.substring(MARK.length());
            String[] words = line.split(" ", 3); // number, name, shape
            if (stored.contains(words[1])) latest.put(words[0], line);
        }
        List<String> changed = registry.mismatches(List.copyOf(latest.values()));
        if (!changed.isEmpty())
            throw new StreamingException("the directory has objects of registered classes that have changed: "
                    + String.join("; ", changed) + ": change them back, or begin with an empty directory");
        for (String line : registry.catalogue()) types.idOf(MARK + line);
    }
}
