package io.headrace.exec;

import io.headrace.Backpressure;
import io.headrace.EngineListener;
import io.headrace.HeadraceConf;
import io.headrace.Reject;
import io.headrace.StorageLevel;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.files.FileInputs;
import io.headrace.exec.files.FileTicks;
import io.headrace.exec.flow.BehindWatch;
import io.headrace.exec.flow.RateController;
import io.headrace.exec.flow.Rules;
import io.headrace.exec.intake.AskedFeed;
import io.headrace.exec.intake.BlockFeed;
import io.headrace.exec.intake.IntakeInput;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.receive.BlockRing;
import io.headrace.exec.receive.Door;
import io.headrace.exec.receive.RateLimit;
import io.headrace.exec.receive.ReceiverAgent;
import io.headrace.exec.receive.ReceiverCounters;
import io.headrace.exec.receive.ReceiverSettings;
import io.headrace.exec.receive.ReceiverSupervisor;
import io.headrace.exec.receive.RejectStore;
import io.headrace.exec.role.Agent;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.memory.block.Block;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.codec.TextCodec;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.RowFormat;
import io.headrace.source.SourceFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inputs of a program: their rings, their receivers, and how the intake serves them.
 *
 * <p><b>Threading:</b> made and closed by one thread; {@link #blockInterval} by any.
 */
final class Inputs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);
    private static final int REJECTS_KEPT = 256;
    private static final int REJECT_BYTES = 1_024;

    /** An input that has a receiver: its role, its ring, and who wakes its thread. */
    record Received(int streamId, Node node, Agent agent, BlockRing ring, Waker waker, RateLimit limit) {
        /** The one label that all counters of the input have. */
        String label() {
            return spec(node).label();
        }

        /** Whether it works now and then only, or starts threads of its own: then it has no core. */
        boolean isUnplanned() {
            return agent instanceof ReceiverSupervisor || spec(node) instanceof InputSpec.Files;
        }
    }

    private final Map<Integer, RejectStore> rejects = new TreeMap<>();
    private final List<Received> received = new ArrayList<>();
    private final List<IntakeInput> served = new ArrayList<>();

    private Inputs() {}

    /** What all inputs are made with. */
    record Parts(
            HeadraceConf conf,
            ContextSettings settings,
            Blocks blocks,
            Counters counters,
            HintedCodecs codecs,
            Recovered recovered,
            Runnable wakeIntake,
            BehindWatch behind,
            EngineListener listener) {}

    /** @param nodes by stream id */
    static Inputs create(List<Node> nodes, Parts parts) {
        Inputs inputs = new Inputs();
        try {
            for (int stream = 0; stream < nodes.size(); stream++) inputs.add(stream, nodes.get(stream), parts);
        } catch (RuntimeException e) {
            inputs.close();
            throw e;
        }
        return inputs;
    }

    /** Who sets their rates by what batches take; nobody's when that is not wanted. */
    RateController rates(@Nullable Backpressure wanted, long batchNanos) {
        if (wanted == null) return new RateController(List.of());
        return new RateController(received.stream()
                .map(one -> new RateController.Controlled(
                        one.streamId(), Rules.estimator(wanted, batchNanos), one.limit()::update))
                .toList());
    }

    /** How many of them are received block by block. */
    static int receivers(List<Node> nodes) {
        return (int) nodes.stream()
                .filter(node -> !(spec(node) instanceof InputSpec.Batches))
                .count();
    }

    /** Whether all of these inputs are received as records come, and none is asked for what each batch has. */
    static boolean areReceived(List<Node> nodes) {
        return receivers(nodes) == nodes.size() && !hasFiles(nodes);
    }

    /** Whether one of these inputs reads files. */
    static boolean hasFiles(List<Node> nodes) {
        return nodes.stream().anyMatch(node -> spec(node) instanceof InputSpec.Files);
    }

    private static InputSpec spec(Node node) {
        return ((Operator.Input) node.operator()).spec();
    }

    private void add(int stream, Node node, Parts parts) {
        Operator.Input input = (Operator.Input) node.operator();
        long remember = parts.conf.remember().toMillis();
        if (input.spec() instanceof InputSpec.Batches batches) {
            Codec<?> codec = codec(node, input.rows(), parts.codecs);
            served.add(new IntakeInput.Explicit(batches.label(), batches.source(), codec, remember));
            return;
        }
        Door door = new Doors(parts.conf, parts.counters, parts.behind).door(stream, node, input.spec());
        Waker waker = new Waker();
        BlockRing ring = BlockRing.create(parts.blocks.pool, parts.blocks.ringSlots, parts.wakeIntake, waker);
        StorageLevel level = level(input.spec(), parts.conf);
        FileTicks ticks = null;
        if (input.spec() instanceof InputSpec.Files) {
            ticks = new FileTicks(waker, parts.wakeIntake);
            served.add(new IntakeInput.Asked(
                    new TickedFeed(stream, ring, ticks), level, fileMemoryMillis(parts), remember));
        } else {
            served.add(
                    new IntakeInput.Received(new Feed(stream, ring), level, remember, door.whenFull(), door.dropped()));
        }
        Agent agent = receiver(stream, node, ring, ticks, door, parts);
        received.add(new Received(stream, node, agent, ring, waker, door.limit()));
    }

    /** For whole batches, as Spark. */
    private static long fileMemoryMillis(Parts parts) {
        long batch = parts.settings.batchMillis();
        long least = parts.conf.minRememberDuration().toMillis();
        return (least + batch - 1) / batch * batch;
    }

    /** For messages: two receivers of one class are told apart by what the user calls their streams. */
    private static String called(Node node, InputSpec spec) {
        String name = node.givenName();
        return name == null ? spec.label() : "\"" + name + "\" (" + spec.label() + ")";
    }

    private Agent receiver(int stream, Node node, BlockRing ring, @Nullable FileTicks ticks, Door door, Parts parts) {
        Operator.Input input = (Operator.Input) node.operator();
        HeadraceConf conf = parts.conf;
        ReceiverSettings settings = new ReceiverSettings(
                called(node, input.spec()),
                stream,
                conf.maxRecordBytes(),
                conf.blockInterval().toNanos(),
                parts.recovered.stream(stream).nextBlock(),
                conf.receiverRestartDelay().toNanos());
        byte[] position = parts.recovered.stream(stream).sourcePosition();
        ReceiverCounters counters = counters(stream, input.spec().label(), parts.counters);
        SourceFactory polled = polled(stream, node, ticks, parts);
        if (polled != null) {
            RejectStore kept = new RejectStore(REJECTS_KEPT, REJECT_BYTES);
            rejects.put(stream, kept);
            ReceiverAgent agent = new ReceiverAgent(settings, position, polled, ring, counters, kept, conf.clock());
            return ticks == null ? agent.behind(door) : agent; // files are not held
        }
        InputSpec.Received user = (InputSpec.Received) input.spec();
        Codec<?> codec = codec(node, input.rows(), parts.codecs);
        return new ReceiverSupervisor(settings, position, user.receiver(), codec, ring, counters, conf.clock())
                .behind(door);
    }

    private static @Nullable SourceFactory polled(int stream, Node node, @Nullable FileTicks ticks, Parts parts) {
        Operator.Input input = (Operator.Input) node.operator();
        if (input.spec() instanceof InputSpec.Polled polled) return polled.factory();
        if (!(input.spec() instanceof InputSpec.Files files) || ticks == null) return null;
        return FileInputs.source(
                files,
                ticks,
                () -> parts.listener.isListening() || parts.conf.consolePort() != null,
                codec(node, input.rows(), parts.codecs),
                fileMemoryMillis(parts),
                parts.settings.zeroMillis(),
                parts.conf.clock().millis(),
                parts.recovered.stream(stream));
    }

    private static ReceiverCounters counters(int stream, String label, Counters counters) {
        return new ReceiverCounters(
                counter(counters, CounterId.RECORDS_RECEIVED, stream, label),
                counter(counters, CounterId.BYTES_RECEIVED, stream, label),
                counter(counters, CounterId.BLOCKS_RECEIVED, stream, label),
                counter(counters, CounterId.RECORDS_REJECTED, stream, label),
                counter(counters, CounterId.RECEIVER_RESTARTS, stream, label),
                counter(counters, CounterId.RECEIVER_HELD, stream, label),
                counter(counters, CounterId.RECEIVER_STATE, stream, label));
    }

    private static Counter counter(Counters counters, CounterId id, int stream, String label) {
        return counters.counter(id, stream, label);
    }

    private static Codec<?> codec(Node node, RowFormat rows, HintedCodecs codecs) {
        if (rows instanceof RowFormat.Text) return TextCodec.INSTANCE;
        return rows instanceof RowFormat.Objects objects ? codecs.input(node, objects) : codecs.dynamic();
    }

    private static StorageLevel level(InputSpec spec, HeadraceConf conf) {
        StorageLevel asked;
        if (spec instanceof InputSpec.Polled polled) asked = polled.level();
        else if (spec instanceof InputSpec.Files files) asked = files.level();
        else asked = ((InputSpec.Received) spec).receiver().storageLevel();
        return asked.oneCopy(conf.strict(), warning -> LOG.warn("{}: {}", spec.label(), warning));
    }

    List<Received> received() {
        return received;
    }

    /** By stream id. */
    List<IntakeInput> served() {
        return served;
    }

    /** The latest records that could not be taken, input by input, oldest first. */
    List<Reject> rejects() {
        List<Reject> all = new ArrayList<>();
        rejects.forEach((stream, kept) -> kept.snapshot()
                .forEach(one -> all.add(new Reject(
                        stream,
                        one.stream(),
                        one.time().toEpochMilli(),
                        one.reason(),
                        one.length(),
                        one.firstBytes()))));
        return all;
    }

    /** After how long receivers close their blocks, from now on. */
    void blockInterval(Duration interval) {
        for (Received one : received) {
            if (one.agent instanceof ReceiverAgent agent) agent.blockInterval(interval.toNanos());
            else if (one.agent instanceof ReceiverSupervisor supervisor) supervisor.blockInterval(interval.toNanos());
        }
    }

    /** Ends the waiting of threads of the user that store something. */
    void contextEnds(@Nullable Throwable cause) {
        for (Received one : received) {
            if (one.agent instanceof ReceiverSupervisor supervisor) supervisor.contextEnds(cause);
        }
    }

    /** Gives the rings' blocks back, when no thread uses them any more. */
    @Override
    public void close() {
        received.forEach(one -> one.ring.close());
    }

    /** A ring that is filled at ticks, as the intake sees it. */
    private record TickedFeed(int streamId, BlockRing ring, FileTicks ticks) implements AskedFeed {
        @Override
        public @Nullable Block exchange(Block spare) {
            return ring.exchange(spare);
        }

        @Override
        public int waiting() {
            return ring.waiting();
        }

        @Override
        public void safe(long blockSequence) {
            ring.safe(blockSequence);
        }

        @Override
        public void ask(long timeMillis) {
            ticks.ask(timeMillis);
        }

        @Override
        public Answer answer() {
            return ticks.answer();
        }

        @Override
        public Map<String, Object> metadata() {
            return ticks.metadata();
        }
    }

    /** A ring, as the intake sees it. */
    private record Feed(int streamId, BlockRing ring) implements BlockFeed {
        @Override
        public @Nullable Block exchange(Block spare) {
            return ring.exchange(spare);
        }

        @Override
        public int waiting() {
            return ring.waiting();
        }

        @Override
        public boolean isFull() {
            return ring.isFull();
        }

        @Override
        public int dropOldest() {
            return ring.dropOldest();
        }

        @Override
        public void safe(long blockSequence) {
            ring.safe(blockSequence);
        }
    }
}
