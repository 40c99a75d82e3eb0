package io.headrace.exec.data;

import io.headrace.StorageLevel;
import io.headrace.memory.codec.Codecs;
import io.headrace.plan.CallSite;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.RowFormat;
import java.util.List;

/** Nodes as the API would make them, for tests. */
public final class Plans {
    private static final CallSite SITE = new CallSite("WordCount.main", "WordCount.java", 12);

    private Plans() {}

    public static Node input(RowFormat rows) {
        InputSpec spec = new InputSpec.Polled(
                StoredBlocks.LABEL,
                parameters -> {
                    throw new UnsupportedOperationException("nothing is polled here");
                },
                StorageLevel.MEMORY_ONLY_SER);
        return new Node(0, new Operator.Input("socketTextStream", spec, rows), List.of(), SITE, 10);
    }

    public static Node then(Node parent, Operator operator) {
        return new Node(parent.id() + 1, operator, List.of(parent), SITE, 10);
    }

    public static Node split(Node parent) {
        return then(parent, new Operator.Split("split", (byte) ' '));
    }

    /** All blocks as one batch. */
    public static BlockDataset dataset(RowFormat rows, StoredBlocks blocks) {
        return new BlockDataset(StoredBlocks.STREAM, StoredBlocks.LABEL, rows, Codecs.TEXT, blocks.access())
                .begin(0, blocks.count());
    }
}
