package io.headrace.bench.contest;

import io.headrace.bench.fork.Task;
import io.headrace.bench.report.Conditions;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures leg by leg, and judges the machine: a block, which is one fork, is dropped and made again when more than a hundredth of
 * the machine's time was stolen meanwhile, or when the canary behind it takes another time than the one before it. After some tries
 * the last one is kept, and counted as noisy.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Blocks {
    private static final double STOLEN = 0.01;
    private static final double MOVED = 0.05;

    private final Canary canary = new Canary();
    private final int again;
    private final Consumer<String> progress;
    private int run;
    private int stolen;
    private int moved;
    private int noisy;
    private double mostStolen;
    private long lastSong;

    /** @param again how often a disturbed block is made again at most */
    Blocks(int again, Consumer<String> progress) {
        this.again = again;
        this.progress = progress;
    }

    /** A fork to be measured. */
    @FunctionalInterface
    interface Body {
        Map<String, Task.Answer> run() throws Exception;
    }

    Map<String, Task.Answer> measure(String what, Body body) throws Exception {
        for (int left = again; ; left--) {
            long before = lastSong > 0 ? lastSong : canary.sing();
            Steal ticks = Steal.now();
            Map<String, Task.Answer> answers = body.run();
            double taken = Steal.now().since(ticks);
            lastSong = canary.sing();
            double change = Math.abs((double) lastSong / before - 1);
            run++;
            mostStolen = Math.max(mostStolen, taken);
            boolean wasStolen = taken > STOLEN;
            boolean hasMoved = change > MOVED;
            if (!wasStolen && !hasMoved) return answers;
            String why = wasStolen
                    ? percent(taken) + " of the machine was stolen"
                    : "the canary moved by " + percent(change);
            if (left == 0) {
                noisy++;
                progress.accept(what + ": kept although " + why);
                return answers;
            }
            if (wasStolen) stolen++;
            else moved++;
            progress.accept(what + ": dropped, for " + why);
        }
    }

    Conditions conditions() {
        return new Conditions(run, stolen, moved, noisy, mostStolen);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }
}
