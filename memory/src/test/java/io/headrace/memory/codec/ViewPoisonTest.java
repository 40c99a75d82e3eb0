package io.headrace.memory.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Region;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class ViewPoisonTest {
    @Test
    void shouldCostNothingWhenOff() {
        try (Region room = Region.of("text".getBytes(StandardCharsets.UTF_8))) {
            Utf8View view = new Utf8View().wrap(room.address(), 4);
            view.expire();
            assertThatCode(view::toString).doesNotThrowAnyException();
            assertThat(view.renewed()).isSameAs(view);
        }
    }

    /** The switch is read once, so another JVM tries it. */
    @Test
    void shouldNameWhereAnEscapedViewWasTaken() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dheadrace.views.poison=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoisonedProgram.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output).contains("during the call: text", "after it: a view was used after the call");
        assertThat(output)
                .contains(
                        "aimed in handOut",
                        "a kept view stays expired: true",
                        "revived: text",
                        "flyweights expire too: true");
        assertThat(process.exitValue()).as(output).isZero();
    }

    /** What the other JVM runs. */
    static final class PoisonedProgram {
        private PoisonedProgram() {}

        public static void main(String[] args) {
            try (Region room = Region.of("text".getBytes(StandardCharsets.UTF_8))) {
                Utf8View view = new Utf8View();
                handOut(view, room.address());
                System.out.println("during the call: " + view);
                view.expire();
                try {
                    view.length();
                } catch (IllegalStateException e) {
                    System.out.println("after it: " + e.getMessage());
                    System.out.println("aimed in "
                            + Objects.requireNonNull(e.getCause())
                                    .getStackTrace()[2]
                                    .getMethodName());
                }
                Utf8View next = view.renewed();
                handOut(next, room.address());
                System.out.println("a kept view stays expired: " + (next != view && isExpired(view)));
                handOut(view, room.address());
                System.out.println("revived: " + view);
                System.out.println("flyweights expire too: " + flyweightsExpireToo(room.address()));
            }
        }

        interface Counter {
            int count();
        }

        private static boolean flyweightsExpireToo(long address) {
            FlatViews<Counter> views = FlatViews.of(
                    Counter.class, FlatLayout.builder().addInt("count").build());
            Counter counter = views.create();
            ((FlatView) counter).wrap(address);
            int during = counter.count();
            ((FlatView) counter).expire();
            try {
                return counter.count() != during;
            } catch (IllegalStateException e) {
                return views.renewed(counter) != counter;
            }
        }

        private static void handOut(Utf8View view, long address) {
            view.wrap(address, 4);
        }

        private static boolean isExpired(Utf8View view) {
            try {
                view.isEmpty();
                return false;
            } catch (IllegalStateException e) {
                return true;
            }
        }
    }
}
