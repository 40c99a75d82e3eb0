package io.headrace.memory.codec;

import org.jspecify.annotations.Nullable;

/**
 * Finds views that outlive the call they were handed to. With {@code -Dheadrace.views.poison=true} a view remembers
 * where it was aimed, and to whose functions it was given as far as the thread was told; once it has expired each access throws,
 * names those, and the cause shows that place. Switched off (the default) it costs nothing, for the switch is a constant to the
 * compiler.
 *
 * <p>Whoever hands views to user code calls {@code expire()} when that returns and takes {@code renewed()} for the next
 * record: under poisoning that is a new view, so that a kept one stays expired instead of showing the next record.
 *
 * <p><b>Threading:</b> belongs to its view.
 */
public final class ViewPoison {
    /** Whether views are poisoned: {@code -Dheadrace.views.poison=true}. */
    public static final boolean ON = Boolean.getBoolean("headrace.views.poison");

    private static final ThreadLocal<Scene> SCENE = ThreadLocal.withInitial(Scene::new);

    /** What a thread is doing while it aims views. */
    private static final class Scene {
        private String source = "";
        private String operators = "";
        private String consumer = "";

        String inWords() {
            String users =
                    operators.isEmpty() || consumer.isEmpty() ? operators + consumer : operators + ", " + consumer;
            return (users.isEmpty() ? "" : ", by a function of " + users) + (source.isEmpty() ? "" : ", of " + source);
        }
    }

    private @Nullable Throwable taken;
    private String scene = "";
    private boolean expired;

    private ViewPoison() {}

    /** The poison of one view, or null while poisoning is off. */
    public static @Nullable ViewPoison forView() {
        return ON ? new ViewPoison() : null;
    }

    /** From here on this thread aims views at records of that input and batch. To be called where {@link #ON}. */
    public static void of(String source) {
        SCENE.get().source = source;
    }

    /** From here on the functions of those operators are given the views of this thread. To be called where {@link #ON}. */
    public static void through(String operators) {
        SCENE.get().operators = operators;
    }

    /** From here on this is who takes the views of this thread in the end; empty for nobody known. To be called where {@link #ON}. */
    public static void into(String consumer) {
        SCENE.get().consumer = consumer;
    }

    /** Remembers who aims the view, and revives it. */
    public static void aimed(@Nullable ViewPoison poison) {
        if (poison == null) return;
        poison.expired = false;
        poison.scene = SCENE.get().inWords();
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
                    "a view was used after the call that it was given to" + poison.scene
                            + ": copy what is to be kept (toString(), or a record of your own) inside that call; the cause"
                            + " shows where the view was aimed",
                    poison.taken);
    }
}
