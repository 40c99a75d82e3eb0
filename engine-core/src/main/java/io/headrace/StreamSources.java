package io.headrace;

import io.headrace.function.Function;
import io.headrace.log.LogSink;
import io.headrace.log.LogSource;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.CallSite;
import io.headrace.plan.Given;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.RowFormat;
import io.headrace.receiver.Receiver;
import io.headrace.source.BatchSource;
import io.headrace.source.FileFormat;
import io.headrace.source.FileReader;
import io.headrace.source.FlowReceiver;
import io.headrace.source.LengthCheck;
import io.headrace.source.RateSource;
import io.headrace.source.SocketFrames;
import io.headrace.source.SocketLines;
import io.headrace.source.SocketObjects;
import io.headrace.source.SourceFactory;
import io.headrace.source.Tls;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The inputs that a {@link StreamingContext} can have.
 *
 * <p><b>Threading:</b> as {@link StreamingContext}.
 */
public abstract sealed class StreamSources permits StreamingContext {
    private static final StorageLevel INPUT_LEVEL = StorageLevel.MEMORY_AND_DISK_SER;
    private static final Function<Path, Boolean> NOT_HIDDEN =
            file -> !file.getFileName().toString().startsWith(".");

    StreamSources() {}

    abstract StreamingContext context();

    abstract Node input(String word, InputSpec spec, RowFormat rows);

    /** Lines of text, as a server sends them. */
    public DStream<String> socketTextStream(String host, int port) {
        return socketTextStream(host, port, INPUT_LEVEL);
    }

    public DStream<String> socketTextStream(String host, int port, StorageLevel level) {
        InputSpec spec = socket(host, port, new SocketLines(host, port), level);
        return new DStream<>(context(), input("socketTextStream", spec, new RowFormat.Text()));
    }

    /** As {@link #socketTextStream(String, int)}, encrypted. */
    public DStream<String> socketTextStream(String host, int port, StorageLevel level, Tls tls) {
        Given.checked(tls, "tls");
        InputSpec spec = socket(host, port, new SocketLines(host, port, Integer.MAX_VALUE, tls), level);
        return new DStream<>(context(), input("socketTextStream", spec, new RowFormat.Text()));
    }

    /** Lines of text as a server sends them, seen in place. */
    public Utf8DStream socketUtf8Stream(String host, int port) {
        return socketUtf8Stream(host, port, INPUT_LEVEL);
    }

    public Utf8DStream socketUtf8Stream(String host, int port, StorageLevel level) {
        InputSpec spec = socket(host, port, new SocketLines(host, port), level);
        return new Utf8DStream(context(), input("socketUtf8Stream", spec, new RowFormat.Utf8Views()));
    }

    /** As {@link #socketUtf8Stream(String, int)}, encrypted. */
    public Utf8DStream socketUtf8Stream(String host, int port, StorageLevel level, Tls tls) {
        Given.checked(tls, "tls");
        InputSpec spec = socket(host, port, new SocketLines(host, port, Integer.MAX_VALUE, tls), level);
        return new Utf8DStream(context(), input("socketUtf8Stream", spec, new RowFormat.Utf8Views()));
    }

    /** Flat records as a server sends them, each behind its length in four bytes, seen in place. */
    public <V> ViewDStream<V> socketFrameStream(String host, int port, FlatViews<V> views) {
        return socketFrameStream(host, port, views, INPUT_LEVEL);
    }

    public <V> ViewDStream<V> socketFrameStream(String host, int port, FlatViews<V> views, StorageLevel level) {
        InputSpec spec = socket(
                host,
                port,
                new SocketFrames(
                        host, port, LengthCheck.of(Given.checked(views, "views").layout())),
                level);
        return new ViewDStream<>(context(), input("socketFrameStream", spec, new RowFormat.Flat(views)));
    }

    /** As {@link #socketFrameStream(String, int, FlatViews)}, encrypted. */
    public <V> ViewDStream<V> socketFrameStream(
            String host, int port, FlatViews<V> views, StorageLevel level, Tls tls) {
        Given.checked(tls, "tls");
        SourceFactory frames = new SocketFrames(
                host, port, LengthCheck.of(Given.checked(views, "views").layout()), tls);
        return new ViewDStream<>(
                context(), input("socketFrameStream", socket(host, port, frames, level), new RowFormat.Flat(views)));
    }

    /** Records as a server sends them, each behind its length in four bytes, as the bytes that they are. */
    public DStream<byte[]> rawSocketStream(String host, int port) {
        return rawSocketStream(host, port, INPUT_LEVEL);
    }

    public DStream<byte[]> rawSocketStream(String host, int port, StorageLevel level) {
        return rawSocketStream(host, port, Codecs.BYTES, level);
    }

    /**
     * Records that the server has encoded already, each behind its length in four bytes, the most significant one first: they are stored as
     * they come, and decoded when they are used.
     *
     * @param codec what the server's records are written by
     */
    public <T> DStream<T> rawSocketStream(String host, int port, Codec<T> codec, StorageLevel level) {
        Given.checked(codec, "codec");
        InputSpec spec = socket(host, port, new SocketFrames(host, port), level);
        return new DStream<>(context(), input("rawSocketStream", spec, new RowFormat.Objects(codec)));
    }

    /** What the converter makes of the bytes that a server sends. */
    public <T> DStream<T> socketStream(
            String host, int port, Function<InputStream, Iterable<T>> converter, StorageLevel level) {
        checkConverted(host, converter, level);
        return converted(host, port, new SocketObjects<>(host, port, converter, level));
    }

    /** As {@link #socketStream(String, int, Function, StorageLevel)}, encrypted. */
    public <T> DStream<T> socketStream(
            String host, int port, Function<InputStream, Iterable<T>> converter, StorageLevel level, Tls tls) {
        checkConverted(host, converter, level);
        Given.checked(tls, "tls");
        return converted(host, port, new SocketObjects<>(host, port, converter, level, tls));
    }

    private static void checkConverted(String host, Function<?, ?> converter, StorageLevel level) {
        checkServer(host);
        Given.checked(converter, "converter");
        Given.checked(level, "storage level");
    }

    private <T> DStream<T> converted(String host, int port, Receiver<T> receiver) {
        InputSpec spec = new InputSpec.Received("socket " + host + ":" + port, receiver);
        return new DStream<>(context(), input("socketStream", spec, new RowFormat.Objects(null)));
    }

    /** The lines of the new files of a directory, as {@link #fileStream(String, FileReader)}. */
    public DStream<String> textFileStream(String directory) {
        InputSpec spec = files(directory, new FileFormat.Lines(), NOT_HIDDEN, true);
        return new DStream<>(context(), input("textFileStream", spec, new RowFormat.Text()));
    }

    /** As {@link #textFileStream}, the lines seen in place. */
    public Utf8DStream utf8FileStream(String directory) {
        InputSpec spec = files(directory, new FileFormat.Lines(), NOT_HIDDEN, true);
        return new Utf8DStream(context(), input("utf8FileStream", spec, new RowFormat.Utf8Views()));
    }

    /** The new files of a directory, in records of one length, as {@link #fileStream(String, FileReader)}. */
    public DStream<byte[]> binaryRecordsStream(String directory, int recordLength) {
        int longest = context().conf().maxRecordBytes();
        if (recordLength > longest)
            throw new IllegalArgumentException("records of " + recordLength + " bytes; at most " + longest
                    + " are taken: set headrace.record.max.bytes, or headrace.block.bytes to larger blocks");
        InputSpec spec = files(directory, new FileFormat.Fixed(recordLength), NOT_HIDDEN, true);
        return new DStream<>(context(), input("binaryRecordsStream", spec, new RowFormat.Objects(Codecs.BYTES)));
    }

    /**
     * What a function makes of the new files of a directory: a batch has the whole files that are new at its time. A file is new that
     * was modified after the start and at most {@code headrace.files.min.remember} ago, and that no batch has; files whose names begin
     * with a dot are passed over. Files must be whole when they appear: write them elsewhere, and move them in.
     *
     * @param directory or a pattern of directories, a star standing for any part of a name
     */
    public <T> DStream<T> fileStream(String directory, FileReader<T> reader) {
        return fileStream(directory, reader, NOT_HIDDEN, true);
    }

    /**
     * As {@link #fileStream(String, FileReader)}.
     *
     * @param filter which files are taken, instead of all whose names do not begin with a dot
     * @param newFilesOnly whether files are left out that were modified before the start
     */
    public <T> DStream<T> fileStream(
            String directory, FileReader<T> reader, Function<Path, Boolean> filter, boolean newFilesOnly) {
        Given.checked(reader, "reader");
        Given.checked(filter, "filter");
        InputSpec spec = files(directory, new FileFormat.Objects(reader), filter, newFilesOnly);
        return new DStream<>(context(), input("fileStream", spec, new RowFormat.Objects(null)));
    }

    private static InputSpec files(
            String directory, FileFormat format, Function<Path, Boolean> filter, boolean newFilesOnly) {
        String plain = FilePatterns.plain(directory);
        return new InputSpec.Files("files " + plain, plain, format, filter, newFilesOnly, INPUT_LEVEL);
    }

    /**
     * The elements of a publisher. No more are asked for than there is room for; when it fails it is subscribed to again after a pause, when
     * it completes the input has ended. What it has given and was not logged yet is lost with the process.
     */
    public <T> DStream<T> flowStream(Flow.Publisher<? extends T> publisher) {
        return flow(publisher, null);
    }

    /**
     * As {@link #flowStream(Flow.Publisher)}.
     *
     * @param codec what the elements are stored by
     */
    public <T> DStream<T> flowStream(Flow.Publisher<? extends T> publisher, Codec<T> codec) {
        return flow(publisher, Given.checked(codec, "codec"));
    }

    private <T> DStream<T> flow(Flow.Publisher<? extends T> publisher, @Nullable Codec<T> codec) {
        InputSpec spec = new InputSpec.Received(
                "publisher " + Given.checked(publisher, "publisher").getClass().getName(),
                new FlowReceiver<T>(publisher, INPUT_LEVEL));
        return new DStream<>(context(), input("flowStream", spec, new RowFormat.Objects(codec)));
    }

    /** What a receiver of the user's stores. */
    public <T> DStream<T> receiverStream(Receiver<T> receiver) {
        InputSpec spec = new InputSpec.Received(
                "receiver " + Given.checked(receiver, "receiver").getClass().getName(), receiver);
        return new DStream<>(context(), input("receiverStream", spec, new RowFormat.Objects(null)));
    }

    /** Each batch is the next dataset of the queue; an empty one when there is none. A null in the queue stops the context. */
    public <T> DStream<T> queueStream(Queue<Rdd<T>> queue) {
        return queueStream(queue, true, null);
    }

    /**
     * As {@link #queueStream(Queue)}.
     *
     * @param oneAtATime whether a batch takes one dataset, instead of all that are there
     */
    public <T> DStream<T> queueStream(Queue<Rdd<T>> queue, boolean oneAtATime) {
        return queueStream(queue, oneAtATime, null);
    }

    /**
     * As {@link #queueStream(Queue, boolean)}.
     *
     * @param defaultRdd the batch when the queue is empty
     */
    public <T> DStream<T> queueStream(Queue<Rdd<T>> queue, boolean oneAtATime, @Nullable Rdd<T> defaultRdd) {
        InputSpec spec = new InputSpec.Batches(
                "queue", new QueueBatches<>(Given.checked(queue, "queue"), CallSite.here(), oneAtATime, defaultRdd));
        return new DStream<>(context(), input("queueStream", spec, new RowFormat.Objects(null)));
    }

    /** Numbers from 0 up, so many a second. */
    public DStream<Long> rateStream(long recordsPerSecond) {
        String label = "rate " + recordsPerSecond + "/s";
        InputSpec spec = polled(label, new RateSource(recordsPerSecond));
        return new DStream<>(context(), input("rateStream", spec, new RowFormat.Objects(Codecs.LONG)));
    }

    /** Batches that the source says, tick by tick. */
    public <T> DStream<T> batchStream(BatchSource<T> source) {
        InputSpec spec = new InputSpec.Batches("batches", Given.checked(source, "source"));
        return new DStream<>(context(), input("batchStream", spec, new RowFormat.Objects(null)));
    }

    /**
     * Records of a source that the engine polls.
     *
     * @param label the source in words, with what tells it from others of its kind
     * @param codec what the source's records are written by
     */
    public <T> DStream<T> polledStream(String label, SourceFactory source, Codec<T> codec) {
        InputSpec spec = polled(label, source);
        return new DStream<>(
                context(), input("polledStream", spec, new RowFormat.Objects(Given.checked(codec, "codec"))));
    }

    /** Texts of a source that the engine polls, seen in place. */
    public Utf8DStream polledUtf8Stream(String label, SourceFactory source) {
        InputSpec spec = polled(label, source);
        return new Utf8DStream(context(), input("polledUtf8Stream", spec, new RowFormat.Utf8Views()));
    }

    /** Flat records of a source that the engine polls, seen in place. */
    public <V> ViewDStream<V> polledViewStream(String label, SourceFactory source, FlatViews<V> views) {
        InputSpec spec = polled(label, source);
        return new ViewDStream<>(
                context(), input("polledViewStream", spec, new RowFormat.Flat(Given.checked(views, "views"))));
    }

    /**
     * What the {@link LogSink} of another program has committed, each row once.
     *
     * @param directory of that sink
     * @param reader tells this reader from others of the same log, over all starts
     * @param codec of the id that the sink has
     */
    public <T> DStream<T> logStream(Path directory, String reader, Codec<T> codec) {
        Given.checked(directory, "directory");
        Given.checked(reader, "reader's name");
        Given.checked(codec, "codec");
        InputSpec spec = new InputSpec.Polled(
                "log " + directory.toAbsolutePath() + " as " + reader,
                LogSource.of(directory, reader, codec),
                INPUT_LEVEL);
        return new DStream<>(context(), input("logStream", spec, new RowFormat.Objects(codec)));
    }

    private static InputSpec polled(String label, SourceFactory source) {
        return new InputSpec.Polled(Given.checked(label, "label"), Given.checked(source, "source"), INPUT_LEVEL);
    }

    private static void checkServer(String host) {
        if (Given.checked(host, "host").isBlank())
            throw new IllegalArgumentException("a socket of no host: name one, such as localhost");
    }

    private static InputSpec socket(String host, int port, SourceFactory source, StorageLevel level) {
        checkServer(host);
        Given.checked(level, "storage level");
        return new InputSpec.Polled("socket " + host + ":" + port, source, level);
    }
}
