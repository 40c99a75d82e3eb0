package io.headrace;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what runs programs.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Backends {
    private Backends() {}

    /** A program with a directory is about to be written, for whichever backend. */
    static void expect() {
        ServiceLoader.load(Backend.class, StreamingContext.class.getClassLoader())
                .forEach(Backend::expect);
    }

    /** The backend of that name, or the only one there is. */
    static Backend find(@Nullable String name, @Nullable ClassLoader loader) {
        List<Backend> all = ServiceLoader.load(Backend.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (all.isEmpty())
            throw new StreamingException(
                    "no engine is on the class path: nothing there provides " + Backend.class.getName()
                            + "; add io.headrace:engine-core, and keep META-INF/services when you pack jars into one");
        List<Backend> fitting =
                all.stream().filter(b -> name == null || b.name().equals(name)).toList();
        if (fitting.size() == 1) return fitting.get(0);
        String names = all.stream().map(Backend::name).collect(Collectors.joining(", "));
        throw new StreamingException(
                fitting.isEmpty()
                        ? Settings.BACKEND.key() + "=" + name
                                + ": there is no such engine on the class path; there are: " + names
                        : "more than one engine is on the class path: " + names + "; choose with "
                                + Settings.BACKEND.key());
    }
}
