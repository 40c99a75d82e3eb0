package io.headrace.examples.guide;

// tag::first
import io.headrace.DStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import java.time.Duration;
import java.util.Arrays;

public class FirstProgram {
    public static void main(String[] args) throws InterruptedException {
        // tag::main
        try (StreamingContext ctx = StreamingContext.builder("wordcount")
                .batchInterval(Duration.ofSeconds(1))
                .build()) {
            DStream<String> lines = ctx.socketTextStream("localhost", 9999);
            lines.flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum)
                    .print();
            ctx.start();
            ctx.awaitTermination();
        }
        // end::main
    }
}
// end::first
