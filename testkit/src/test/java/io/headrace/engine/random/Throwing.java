package io.headrace.engine.random;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function right behind an input that throws on some of its records: nobody sees these. */
final class Throwing extends Op {
    private static final int RESTS = 5;

    Throwing() {
        super(1);
    }

    /** Whether the function throws on it. */
    static boolean isBad(Object element, Args args) {
        return (String.valueOf(element).hashCode() & 0xff) % RESTS == args.a() % RESTS;
    }

    private static boolean check(Object element, Args args) {
        if (isBad(element, args)) throw new IllegalArgumentException("no use for " + element);
        return true;
    }

    @Override
    @Nullable
    Traits traits(List<Traits> of, Args args) {
        return of.get(0);
    }

    @Override
    String code(List<Traits> of, Args args, List<String> names) {
        return ".filter(e -> { if ((e.toString().hashCode() & 0xff) % " + RESTS + " == " + args.a() % RESTS
                + ") throw ...; return true; })";
    }

    @Override
    Object build(Built of, List<Traits> traits, Args args) {
        if (of.isViews(0)) return of.views(0).filter(text -> check(text.toString(), args));
        if (args.b() % 2 == 0) return of.any(0).filter(element -> check(element, args));
        return of.any(0).map(element -> {
            boolean isGood = check(element, args);
            return isGood ? element : null;
        });
    }

    @Override
    Meaning meaning(Past of, List<Traits> traits, Args args) {
        return of::of;
    }
}
