package io.headrace.exec.state;

import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.codec.flat.FlatView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows copied records through views like those that showed the originals: one of each class, mostly one in all.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class ShownView {
    private final List<Object> views = new ArrayList<>();
    private int current;

    /** A view of the same class as this one, aimed at the record. */
    Object aim(Object kind, long record, int length) {
        Object view = like(kind);
        if (view instanceof FlatView flat) flat.wrap(record, length);
        else ((Utf8View) view).wrap(record, length);
        return view;
    }

    private Object like(Object kind) {
        Class<?> type = kind.getClass();
        if (current < views.size() && views.get(current).getClass() == type) return views.get(current);
        for (current = 0; current < views.size(); current++)
            if (views.get(current).getClass() == type) return views.get(current);
        views.add(another(kind));
        return views.get(current);
    }

    private static Object another(@Nullable Object kind) {
        return kind instanceof FlatView flat ? flat.another() : new Utf8View();
    }

    /** The call that was given the view is over. */
    void expire() {
        if (!ViewPoison.ON) return;
        Object view = views.get(current);
        if (view instanceof FlatView flat) flat.expire();
        else ((Utf8View) view).expire();
        views.set(current, another(view));
    }
}
