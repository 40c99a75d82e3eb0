package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.memory.codec.Utf8View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A view that a program keeps: with the debug switch, its use names where it was taken. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoisonedViewTest {
    /** The switch is read once, so another JVM tries it. */
    @Test
    void shouldNameWhereAViewWasTakenThatEscaped() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + Path.of(System.getProperty("headrace.root", "..")).resolve("headrace.jvmargs"),
                        "-Dheadrace.views.poison=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Keeping.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output)
                .contains(
                        "used: ",
                        "a view was used after the call that it was given to, by a function of filter at"
                                + " PoisonedViewTest$Keeping.main (PoisonedViewTest.java:",
                        "countByValue at PoisonedViewTest$Keeping.main (PoisonedViewTest.java:",
                        ", of numbers, batch 1-",
                        "copy what is to be kept",
                        "inside that call",
                        "the view was aimed here",
                        "at io.headrace");
    }

    /** What the other JVM runs. */
    static final class Keeping {
        private static final AtomicReference<Utf8View> KEPT = new AtomicReference<>();

        private Keeping() {}

        public static void main(String[] args) throws Exception {
            Numbers source = new Numbers();
            source.limit.set(3);
            try (StreamingContext context = StreamingContext.builder("keeping")
                    .batchInterval(Durations.milliseconds(10))
                    .build()) {
                context.polledUtf8Stream("numbers", source)
                        .filter(view -> {
                            KEPT.compareAndSet(null, view);
                            return true;
                        })
                        .countByValue()
                        .foreachRDD(rdd -> {
                            if (rdd.count() > 0) context.stop();
                        });
                context.start();
                context.awaitTermination();
            }
            try {
                System.out.println("length " + KEPT.get().length());
            } catch (IllegalStateException e) {
                System.out.println("used: " + e);
                if (e.getCause() != null) e.getCause().printStackTrace(System.out);
            }
        }
    }
}
