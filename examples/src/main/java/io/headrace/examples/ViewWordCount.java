package io.headrace.examples;

import io.headrace.Durations;
import io.headrace.StreamingContext;

/**
 * The same as {@link NetworkWordCount}, on views: lines and words are seen where they lie, counts are folded off the heap, and no record
 * makes an object.
 *
 * <pre>
 *   nc -lk 9999                                           # in one terminal; type lines
 *   ./headrace example ViewWordCount localhost 9999       # in another
 * </pre>
 *
 * <p><b>Threading:</b> the main thread writes the program and waits.
 */
public final class ViewWordCount {
    private ViewWordCount() {}

    public static void main(String[] args) throws InterruptedException {
        Usage.check(args, 2, 2, "ViewWordCount HOST PORT");
        try (StreamingContext ctx = StreamingContext.builder("ViewWordCount")
                .batchInterval(Durations.seconds(1))
                .build()) {
            ctx.socketUtf8Stream(args[0], Integer.parseInt(args[1]))
                    .split(' ')
                    .filter(word -> !word.isEmpty())
                    .countByValue()
                    .print();
            ctx.start();
            ctx.awaitTermination();
        }
    }
}
