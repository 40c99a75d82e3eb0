package io.headrace.memory.codec;

import org.jspecify.annotations.Nullable;

/**
 * Finds views that outlive the call they were handed to. With {@code -Dheadrace.views.poison=true} a view remembers
 * where it was aimed; once it has expired each access throws, and the cause shows that place. Switched off (the
 * default) it costs nothing, for the switch is a constant to the compiler.
 *
 * <p>Whoever hands views to user code calls {@code expire()} when that returns and takes {@code renewed()} for the next
 * record: under poisoning that is a new view, so that a kept one stays expired instead of showing the next record.
 *
 * <p><b>Threading:</b> belongs to its view.
 */
public final class ViewPoison {
    /** Whether views are poisoned: {@code -Dheadrace.views.poison=true}. */
    public static final boolean ON = Boolean.getBoolean("headrace.views.poison");

    private @Nullable Throwable taken;
    private boolean expired;

    private ViewPoison() {}

    /** The poison of one view, or null while poisoning is off. */
    public static @Nullable ViewPoison forView() {
        return ON ? new ViewPoison() : null;
    }

    /** Remembers who aims the view, and revives it. */
    public static void aimed(@Nullable ViewPoison poison) {
        if (poison == null) return;
        poison.expired = false;
        poison.taken = new Throwable("the view was aimed here");
    }

    /** Ends what the view may be used for, until it is aimed again. */
    public static void expire(@Nullable ViewPoison poison) {
        if (poison != null) poison.expired = true;
    }

    /** Throws when the view has expired. */
    public static void check(@Nullable ViewPoison poison) {
        if (poison != null && poison.expired)
            throw new IllegalStateException(
                    "a view was used after the call that it was given to: copy what is to be kept (toString(), or a"
                            + " record of your own) before that returns; the cause shows where the view was aimed",
                    poison.taken);
    }
}
