package io.headrace.bench.durable;

import io.headrace.StreamingContext;
import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Records;
import io.headrace.bench.fork.Task;
import io.headrace.bench.input.Input;
import io.headrace.bench.input.RecordsFile;
import io.headrace.bench.input.WordsFile;
import io.headrace.bench.keyed.Sale;
import io.headrace.bench.keyed.SaleBlocks;
import io.headrace.bench.prepared.PreparedBlocks;
import io.headrace.bench.words.WordBlocks;
import io.headrace.source.SourceFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** What is received: its input file, its blocks, and a stream of it whose batches are only counted. <b>Threading:</b> no state. */
enum Payload {
    LINES("text lines") {
        @Override
        Input write(Path directory, int records) throws IOException {
            return WordsFile.write(directory, records);
        }

        @Override
        PreparedBlocks read(Task task, int blockBytes) throws IOException {
            return WordBlocks.read(task, blockBytes);
        }

        @Override
        long bytes(Task task) throws IOException {
            return Files.size(task.input()) - task.records(); // their ends are no part of them
        }

        @Override
        void count(StreamingContext context, SourceFactory source, LongConsumer to) {
            context.polledUtf8Stream(INPUT, source).name(INPUT).foreachRDD(batch -> to.accept(batch.count()));
        }
    },
    RECORDS("flat records") {
        @Override
        Input write(Path directory, int records) throws IOException {
            return RecordsFile.write(directory, records, KEYS);
        }

        @Override
        PreparedBlocks read(Task task, int blockBytes) throws IOException {
            return SaleBlocks.read(task, blockBytes);
        }

        @Override
        long bytes(Task task) {
            return task.records() * Records.LENGTH;
        }

        @Override
        void count(StreamingContext context, SourceFactory source, LongConsumer to) {
            context.polledViewStream(INPUT, source, Sale.views())
                    .name(INPUT)
                    .foreachRDD(batch -> to.accept(batch.count()));
        }
    };

    /** Of a contender: which payload, and how large its blocks are. */
    static final String SETTING = "payload";

    static final String BLOCK = "block";

    /** All records have the same key here: it is only counted that none is missing. */
    static final long HASH = KeyHash.of(1);

    private static final String INPUT = "payload";
    private static final int KEYS = 10_000;

    private final String title;

    Payload(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    static Payload of(Task task) {
        return valueOf(task.text(SETTING));
    }

    /** So many records, and how many must come out. */
    Input input(Path directory, int records) throws IOException {
        return new Input(write(directory, records).file(), records, records, HASH * records);
    }

    /** The blocks of a task. */
    PreparedBlocks blocks(Task task) throws IOException {
        return read(task, (int) task.number(BLOCK));
    }

    abstract Input write(Path directory, int records) throws IOException;

    abstract PreparedBlocks read(Task task, int blockBytes) throws IOException;

    /** Bytes of a pass, without what lies between records. */
    abstract long bytes(Task task) throws IOException;

    /** A stream of the source whose batches are counted. */
    abstract void count(StreamingContext context, SourceFactory source, LongConsumer to);
}
