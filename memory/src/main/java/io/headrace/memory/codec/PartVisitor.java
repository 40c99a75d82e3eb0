package io.headrace.memory.codec;

/**
 * Takes the parts of a split text one by one: {@link Utf8View#forEachPart}.
 *
 * <p><b>Threading:</b> called on the thread that splits.
 */
@FunctionalInterface
public interface PartVisitor {
    /** One part; the view is aimed at the next one when this returns. */
    void accept(Utf8View part);
}
