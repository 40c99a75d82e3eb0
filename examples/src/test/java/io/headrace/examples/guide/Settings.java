package io.headrace.examples.guide;

import io.headrace.HeadraceConf;
import io.headrace.StreamingContext;
import java.time.Duration;

/** A snippet of the page on configuration. */
final class Settings {
    private Settings() {}

    static StreamingContext context() {
        // tag::conf
        HeadraceConf conf = HeadraceConf.builder()
                .name("wordcount")
                .set("headrace.directory", "/var/lib/wordcount")
                .set("headrace.log.durability", "BATCH")
                .build();
        StreamingContext ctx = new StreamingContext(conf, Duration.ofMillis(10));
        // end::conf
        return ctx;
    }

    static StreamingContext withConsole() {
        // tag::console
        StreamingContext ctx = StreamingContext.builder("wordcount")
                .batchInterval(Duration.ofMillis(10))
                .console(4040)
                .build();
        // end::console
        return ctx;
    }
}
