package io.headrace.examples.guide;

import io.headrace.DStream;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.log.LogSink;
import io.headrace.memory.codec.Codecs;
import io.headrace.sink.FileSink;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** Snippets of the guide: outputs. */
final class Outputs {
    private Outputs() {}

    /** A table that takes a batch's rows together with the batch's name, at once. */
    interface Table {
        boolean has(String batchId);

        void write(String batchId, Iterable<?> rows);
    }

    static void foreach(PairDStream<String, Integer> counts, Table table) {
        // tag::foreach
        counts.foreachRDD((rdd, time) -> {
            if (!table.has(rdd.batchId())) table.write(rdd.batchId(), rdd.collect());
        });
        // end::foreach
    }

    static void sink(PairDStream<String, Integer> counts) {
        // tag::sink
        counts.sinkTo(FileSink.lines(Path.of("/var/lib/counts")));
        // end::sink
    }

    static void log(PairDStream<String, Integer> counts) {
        // tag::log
        counts.map(pair -> pair._1() + " " + pair._2()).sinkTo(LogSink.of(Path.of("/var/lib/counts-log"), Codecs.TEXT));
        // end::log
    }

    static DStream<String> logStream(StreamingContext other) {
        // tag::logStream
        DStream<String> counts = other.logStream(Path.of("/var/lib/counts-log"), "billing", Codecs.TEXT);
        // end::logStream
        return counts;
    }

    static void texts(PairDStream<String, Long> counts, BiConsumer<String, Long> sink) {
        // tag::texts
        counts.foreachRDD(rdd -> rdd.forEachText((word, count) -> {
            if (count > 100) sink.accept(word.toString(), count); // toString(): only for what is kept
        }));
        // end::texts
    }

    static void top(PairDStream<String, Integer> counts) {
        // tag::top
        counts.mapToPair(pair -> pair.swap())
                .transformToPair(rdd -> rdd.sortByKey(false))
                .print(10);
        // end::top
    }
}
