package io.headrace.exec.journal;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.codec.object.NamedTypes;
import io.headrace.memory.codec.object.TypeDictionary;
import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary of a context: numbers for classes, operators and inputs, the same after a restart.
 *
 * <p>A new entry is put into a queue under the lock that gives it its number. The thread of the log empties the queue after it took
 * a block (or a part, or an explicit batch) and before it appends it. Whoever used the number had it before handing over, so the
 * entry is in the log before its first use, in order; and nobody waits for anybody, also not the thread of the log when it is the
 * one that enters a name.
 *
 * <p><b>Threading:</b> any thread; {@link #peek} and {@link #remove} by the thread of the log.
 */
public final class JournalTypes implements TypeDictionary {
    private static final int CHUNK = 64;

    private final NamedTypes classes = new NamedTypes(this::entered);
    private final @Nullable MpscUnboundedArrayQueue<byte[]> fresh;

    // Guarded by this.
    private final List<DictionaryEntry> operators = new ArrayList<>();
    private final List<DictionaryEntry> inputs = new ArrayList<>();

    /** @param logged false when there is no log: entries live in memory only then */
    public JournalTypes(boolean logged) {
        fresh = logged ? new MpscUnboundedArrayQueue<>(CHUNK) : null;
    }

    /** Enters what the log says; before anybody else uses this. */
    public synchronized void recover(List<byte[]> entries) {
        for (byte[] bytes : entries) {
            DictionaryEntry entry = DictionaryEntry.decode(bytes);
            switch (entry.kind()) {
                case CLASS -> classes.define(entry.number(), entry.name());
                case OPERATOR -> recover(operators, entry);
                case INPUT -> recover(inputs, entry);
            }
        }
    }

    private static void recover(List<DictionaryEntry> known, DictionaryEntry entry) {
        if (entry.number() != known.size())
            throw new CorruptDataException(
                    "the log's dictionary names " + entry + ", but the next number is " + known.size());
        known.add(entry);
    }

    @Override
    public int idOf(String name) {
        return classes.idOf(name);
    }

    @Override
    public String nameOf(int id) {
        return classes.nameOf(id);
    }

    /**
     * The number of an operator; a new one is entered.
     *
     * @throws IllegalStateException when the log knows the name as something else
     */
    public synchronized int operator(String name, String word, List<String> codecs) {
        return number(operators, DictionaryEntry.operator(operators.size(), name, word, codecs));
    }

    /**
     * The stream id of an input; a new one is entered.
     *
     * @throws IllegalStateException when the log knows the name as something else
     */
    public synchronized int input(String name, String word, String codec) {
        return number(inputs, DictionaryEntry.input(inputs.size(), name, word, codec));
    }

    private int number(List<DictionaryEntry> known, DictionaryEntry wanted) {
        for (DictionaryEntry entry : known) {
            if (!entry.name().equals(wanted.name())) continue;
            if (entry.word().equals(wanted.word()) && entry.codecs().equals(wanted.codecs())) return entry.number();
            throw new IllegalStateException("the log has " + entry + ", and the program has " + wanted
                    + " under that name: change it back, or begin with an empty directory");
        }
        known.add(wanted);
        enter(wanted);
        return wanted.number();
    }

    /** The names of classes so far, by number. */
    public List<String> classes() {
        List<String> names = new ArrayList<>();
        classes.forEach((id, name) -> names.add(name));
        return names;
    }

    /** The operators so far, by number. */
    public synchronized List<DictionaryEntry> operators() {
        return List.copyOf(operators);
    }

    /** The inputs so far, by stream id. */
    public synchronized List<DictionaryEntry> inputs() {
        return List.copyOf(inputs);
    }

    /** All entries so far: whoever has used a number finds it here. */
    public synchronized List<DictionaryEntry> entries() {
        List<DictionaryEntry> all = new ArrayList<>();
        classes.forEach((id, name) -> all.add(DictionaryEntry.ofClass(id, name)));
        all.addAll(operators);
        all.addAll(inputs);
        return all;
    }

    private void entered(int id, String name) {
        enter(DictionaryEntry.ofClass(id, name));
    }

    private void enter(DictionaryEntry entry) {
        byte[] bytes = entry.encode();
        if (fresh != null) fresh.add(bytes);
    }

    /** The oldest entry that is not in the log yet, or null. */
    public byte @Nullable [] peek() {
        // Not the relaxed form: an entry that is being put in must not hide a finished one behind it.
        return fresh == null ? null : fresh.peek();
    }

    /** What {@link #peek} showed is in the log. */
    public void remove() {
        if (fresh != null) fresh.poll();
    }
}
