package io.headrace.examples.guide;

import io.headrace.FailurePolicy;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.wal.Durability;
import java.time.Duration;
import java.util.Optional;

/** Snippets of the guide: directories, recovery, failures. */
final class Durably {
    private Durably() {}

    /** What is kept of a user. */
    record Profile(String name, int visits) {}

    // tag::recover
    static StreamingContext create() {
        StreamingContext ctx = StreamingContext.builder("totals")
                .batchInterval(Duration.ofMillis(100))
                .durability(Durability.BATCH)
                .build();
        ctx.socketTextStream("localhost", 9999)
                .name("orders")
                .mapToPair(line -> new Tuple2<>(line, 1))
                .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                .name("totals")
                .print();
        return ctx;
    }

    static void run(String directory) throws InterruptedException {
        try (StreamingContext ctx = StreamingContext.getOrCreate(directory, Durably::create)) {
            ctx.start();
            ctx.awaitTermination();
        }
    }
    // end::recover

    static StreamingContext registered() {
        // tag::kryo
        StreamingContext ctx = StreamingContext.builder("profiles")
                .batchInterval(Duration.ofMillis(100))
                .kryo(KryoRegistry.builder().register(0, Profile.class).build())
                .build();
        // end::kryo
        return ctx;
    }

    static StreamingContext deadLetters() {
        // tag::dead-letters
        StreamingContext ctx = StreamingContext.builder("numbers")
                .batchInterval(Duration.ofMillis(100))
                .failurePolicy(FailurePolicy.DEAD_LETTER)
                .build();
        ctx.socketTextStream("localhost", 9999).map(Integer::parseInt).print();
        // end::dead-letters
        return ctx;
    }

    static void look(StreamingContext ctx) {
        // tag::look
        ctx.deadLetters().forEach(letter -> System.err.println(letter.record() + ": " + letter.error()));
        ctx.rejects().forEach(System.err::println);
        // end::look
    }

    static void stop(StreamingContext ctx) {
        // tag::stop
        ctx.stop(true);
        System.out.println(ctx.stopReport());
        // end::stop
    }
}
