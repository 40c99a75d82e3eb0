package io.headrace.exec.eval;

import io.headrace.memory.CorruptDataException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of entry that a stream writes with {@link StateDelta#claim}, for those who have the bytes and not the stream's code: whoever
 * merges checkpoints, and whoever prints them.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param kind as it is written
 * @param codecs of the contents, by their ids, for printing
 */
public record EntryKind(byte kind, Role role, Contents contents, List<String> codecs) {
    /** What an entry does to those before it. Codes are stored. */
    public enum Role {
        /** The latest for a key counts: {@link KeyedEntry}. */
        SET(1),
        /** Takes the key away; only the key is looked at: {@link KeyedEntry}. */
        REMOVED(2),
        /** Belongs to the tick of its batch, and is needed for so many ticks as {@link StateForm#paneTicks} says. */
        PANE(3);

        private final int code;

        Role(int code) {
            this.code = code;
        }

        /** The one of this code; a code that a newer build may know is refused. */
        public static Role of(int code) {
            for (Role one : values()) if (one.code == code) return one;
            throw new CorruptDataException("role %d of an entry of state: a newer version may know it".formatted(code));
        }

        public int code() {
            return code;
        }
    }

    /** How the bytes of an entry are laid out. Codes are stored. */
    public enum Contents {
        /** {@link KeyedEntry}: a key and a value, by two codecs. */
        KEY_AND_VALUE(1),
        /** {@link RowCodec}: rows of a partition, by one codec. */
        ROWS(2),
        /** Keys and numbers of eight bytes, by two codecs. */
        NUMBERS(3),
        /** Rows, each a key and a record behind their lengths of four bytes each, by two codecs. */
        KEYED_ROWS(4);

        private final int code;

        Contents(int code) {
            this.code = code;
        }

        /** The one of this code; a code that a newer build may know is refused. */
        public static Contents of(int code) {
            for (Contents one : values()) if (one.code == code) return one;
            throw new CorruptDataException(
                    "layout %d of an entry of state: a newer version may know it".formatted(code));
        }

        public int code() {
            return code;
        }
    }

    public EntryKind {
        codecs = List.copyOf(codecs);
    }

    // Written out, for what a record makes is linked at its first call: milliseconds of each start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntryKind entry
                && kind == entry.kind
                && role == entry.role
                && contents == entry.contents
                && codecs.equals(entry.codecs);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind + role.hashCode()) + contents.hashCode();
    }
}
