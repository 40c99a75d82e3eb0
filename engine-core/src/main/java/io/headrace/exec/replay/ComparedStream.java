package io.headrace.exec.replay;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.StateForm;
import io.headrace.memory.CorruptDataException;

/**
 * A stream that remembers, for comparing what it has written.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param name its stable name
 * @param site what it is, and where it was written
 * @param keysAreNumbers whether the keys of its entries are numbers in the order of making, which mean nothing by themselves
 */
public record ComparedStream(int operator, String name, String site, StateForm form, boolean keysAreNumbers) {
    EntryKind kind(int code) {
        for (EntryKind kind : form.kinds()) if (kind.kind() == code) return kind;
        throw new CorruptDataException(
                site + ": an entry of kind " + code + " in the log, and the stream has " + form.kinds());
    }
}
