package io.headrace.exec.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a stream's entries mean: enough to fold them into a checkpoint, and to print them, without the stream. The same for all of a
 * stream's life.
 *
 * <pre>{@code
 * StateForm.keyed(SET, REMOVED, "dynamic:1", "dynamic:1")
 * StateForm.panes(PANE, EntryKind.Contents.ROWS, List.of("dynamic:1"), windowTicks)
 * }</pre>
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param kinds all that the stream writes
 * @param paneTicks a pane of tick {@code t} is not needed any more once tick {@code t + paneTicks} is committed; 0 without panes
 */
public record StateForm(List<EntryKind> kinds, long paneTicks) {
    public StateForm {
        kinds = List.copyOf(kinds);
        long codes = kinds.stream().map(EntryKind::kind).distinct().count();
        if (codes != kinds.size()) throw new IllegalArgumentException("two kinds of entry have one code: " + kinds);
    }

    /** Entries as in {@link KeyedEntry}: one kind sets the value of a key, the other one takes the key away. */
    public static StateForm keyed(byte set, byte removed, String keyCodec, String valueCodec) {
        List<String> codecs = List.of(keyCodec, valueCodec);
        return new StateForm(
                List.of(
                        new EntryKind(set, EntryKind.Role.SET, EntryKind.Contents.KEY_AND_VALUE, codecs),
                        new EntryKind(removed, EntryKind.Role.REMOVED, EntryKind.Contents.KEY_AND_VALUE, codecs)),
                0);
    }

    /** Entries that belong to the tick of their batch. */
    public static StateForm panes(byte kind, EntryKind.Contents contents, List<String> codecs, long paneTicks) {
        return new StateForm(List.of(new EntryKind(kind, EntryKind.Role.PANE, contents, codecs)), paneTicks);
    }

    /** What is kept, in words: {@code panes of dynamic:1, values of bytes:1 and dynamic:1}. */
    public String inWords() {
        return kinds.stream()
                .filter(kind -> kind.role() != EntryKind.Role.REMOVED)
                .map(kind -> (kind.role() == EntryKind.Role.PANE ? "panes of " : "values of ")
                        + (kind.codecs().isEmpty() ? "nothing" : String.join(" and ", kind.codecs())))
                .collect(Collectors.joining(", "));
    }

    /** Of a stream that writes both. */
    public StateForm and(StateForm other) {
        List<EntryKind> all = new ArrayList<>(kinds);
        all.addAll(other.kinds);
        return new StateForm(all, Math.max(paneTicks, other.paneTicks));
    }
}
