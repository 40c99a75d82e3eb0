package io.headrace.memory.codec.object;

import io.headrace.memory.CorruptDataException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The {@link TypeDictionary} of a program. A writer's listener hears of each entry before its first use, and can log it;
 * a reader is filled from the log with {@link #define}, and goes on as a writer after that.
 *
 * <p><b>Threading:</b> any thread; known names are found without a lock. The listener is called under the lock.
 */
public final class NamedTypes implements TypeDictionary {
    /** More types than this are a mistake: something enters names that are not those of classes. */
    public static final int MAX_TYPES = 1 << 16;

    /**
     * Hears of entries.
     *
     * <p><b>Threading:</b> called by whoever enters, one call at a time.
     */
    @FunctionalInterface
    public interface Listener {
        /** The name has that number from now on. An exception undoes the entry and reaches whoever wanted it. */
        void entered(int id, String name);
    }

    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Listener listener;
    private volatile String[] names = {};

    public NamedTypes(Listener listener) {
        this.listener = listener;
    }

    @Override
    public int idOf(String name) {
        Integer known = ids.get(name);
        return known != null ? known : enter(name);
    }

    private synchronized int enter(String name) {
        Integer known = ids.get(name);
        if (known != null) return known;
        int id = names.length;
        if (id == MAX_TYPES) throw new IllegalStateException("no number is left for the type " + name);
        listener.entered(id, name);
        put(id, name);
        return id;
    }

    /** Enters what a log or a checkpoint says; the same once more is welcome, anything else is refused. */
    public synchronized void define(int id, String name) {
        if (id >= 0 && id < names.length && names[id].equals(name)) return;
        if (id != names.length || id >= MAX_TYPES || ids.containsKey(name))
            throw new CorruptDataException("type " + id + " is to be named " + name + ", but "
                    + (id >= 0 && id < names.length
                            ? "its name is " + names[id]
                            : ids.containsKey(name)
                                    ? "that is type " + ids.get(name)
                                    : "the next one is " + names.length));
        put(id, name);
    }

    private void put(int id, String name) {
        String[] more = Arrays.copyOf(names, id + 1);
        more[id] = name;
        names = more; // before the number can be found, so that whoever finds it also finds the name
        ids.put(name, id);
    }

    @Override
    public String nameOf(int id) {
        String[] known = names;
        if (id < 0 || id >= known.length)
            throw new CorruptDataException(
                    "type " + id + " has no name, expected one of the " + known.length + " types named before");
        return known[id];
    }

    /** Tells the listener every entry by ascending number: for a checkpoint, or the head of a log file. */
    public synchronized void forEach(Listener reader) {
        for (int id = 0; id < names.length; id++) reader.entered(id, names[id]);
    }
}
