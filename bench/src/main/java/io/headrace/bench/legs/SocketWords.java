package io.headrace.bench.legs;

import io.headrace.StreamingContext;
import io.headrace.bench.fork.Contender;
import io.headrace.bench.fork.Tally;
import io.headrace.bench.fork.Task;
import io.headrace.bench.words.Passes;
import io.headrace.bench.words.WordBlocks;
import java.net.InetAddress;
import java.time.Duration;

/**
 * Word count on views of lines that come over a loopback socket, sent by a thread of the same process as fast as they are taken, 10 ms batches.
 *
 * <p><b>Threading:</b> the main thread waits; the context and the server have their own.
 */
public final class SocketWords implements Contender {
    private static final Duration INTERVAL = Duration.ofMillis(10);

    @Override
    public void run(Task task) throws Exception {
        Tally.Part tally = task.tally().part();
        try (PassServer server = new PassServer(task);
                StreamingContext context = StreamingContext.builder("socket")
                        .batchInterval(INTERVAL)
                        .set("headrace.workers", String.valueOf(task.threads()))
                        .build()) {
            context.socketUtf8Stream(InetAddress.getLoopbackAddress().getHostAddress(), server.port())
                    .split(' ')
                    .countByValue()
                    .foreachRDD(counts -> counts.forEachText(
                            (word, count) -> tally.add(WordBlocks.hash(word.address(), word.length()), count)));
            context.start();
            Passes.await(context, task);
        }
    }
}
