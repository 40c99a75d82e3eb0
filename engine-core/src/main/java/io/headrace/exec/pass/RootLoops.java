package io.headrace.exec.pass;

import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.RowDecoder;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.block.BlockReader;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.plan.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Templates of the loops over blocks, lists and whatever else a dataset is.
 *
 * <p><b>Threading:</b> loops are one worker's.
 */
final class RootLoops {
    private RootLoops() {}

    static final class BlockLoop extends RootLoop {
        private final Node input;
        private final RowDecoder decoder;
        private final Sink head;
        private final Sink tail;

        BlockLoop(Node input, RowDecoder decoder, Sink head, Sink tail) {
            this.input = input;
            this.decoder = decoder;
            this.head = head;
            this.tail = tail;
        }

        @Override
        void run(Dataset dataset, int partition, Worker worker) throws Exception {
            BlockDataset blocks = (BlockDataset) dataset;
            if (ViewPoison.ON) ViewPoison.of(blocks.inWords());
            BlockReader reader = blocks.open(partition, worker);
            try {
                run(reader);
            } catch (OperatorFailedException e) {
                throw e.at(blocks, partition, reader.indexOf(reader.recordAddress()));
            } finally {
                blocks.close(worker);
            }
        }

        private void run(BlockReader reader) throws Exception {
            while (runShort(reader)) tail.settle();
        }

        /** Records one by one; false when there are no more. */
        private boolean runShort(BlockReader reader) throws Exception {
            long place =
                    reader.place(); // not the reader's: the next record would wait for what was stored for this one
            for (int i = 0; i < Sink.RUN; i++) {
                if (!reader.hasRecordAt(place)) return false;
                int length = reader.lengthAt(place);
                long record = place + BlockFormat.RECORD_HEADER_LENGTH;
                try {
                    one(record, length);
                } catch (OperatorFailedException e) {
                    reader.standAt(record, length);
                    throw e;
                }
                place = record + length;
            }
            reader.standAt(place, 0);
            return true;
        }

        @Override
        void runCarefully(
                Dataset dataset,
                int partition,
                Worker worker,
                @Nullable RecordFilter filter,
                @Nullable ThrowCollector collector)
                throws Exception {
            BlockDataset blocks = (BlockDataset) dataset;
            if (ViewPoison.ON) ViewPoison.of(blocks.inWords());
            long id = blocks.blockId(partition);
            BlockReader reader = blocks.open(partition, worker);
            try {
                for (int record = 0; reader.next(); record++) {
                    if (filter != null && filter.leavesOut(id, record)) continue;
                    try {
                        one(reader.recordAddress(), reader.recordLength());
                    } catch (OperatorFailedException e) {
                        collect(e.at(blocks, partition, record), collector);
                    }
                }
            } finally {
                blocks.close(worker);
            }
        }

        private void one(long record, int length) throws Exception {
            Object row;
            try {
                row = decoder.decode(record, length);
            } catch (RuntimeException e) {
                throw OperatorFailedException.of(input, e);
            }
            head.accept(row);
            if (ViewPoison.ON) decoder.expire();
        }
    }

    static final class ListLoop extends RootLoop {
        private final Sink head;

        ListLoop(Sink head) {
            this.head = head;
        }

        @Override
        void run(Dataset dataset, int partition, Worker worker) throws Exception {
            runCarefully(
                    dataset, partition, worker, null,
                    null); // rows are objects: counting them costs nothing beside that
        }

        @Override
        void runCarefully(
                Dataset dataset,
                int partition,
                Worker worker,
                @Nullable RecordFilter filter,
                @Nullable ThrowCollector collector)
                throws Exception {
            ListDataset lists = (ListDataset) dataset;
            long id = lists.blockId(partition);
            List<?> rows = lists.rows(partition);
            int record = 0;
            for (Object row : rows) {
                int current = record++;
                if (filter != null && filter.leavesOut(id, current)) continue;
                try {
                    head.accept(row);
                } catch (OperatorFailedException e) {
                    collect(e.at(lists, partition, current), collector);
                }
            }
        }
    }

    /** A dataset that shows its rows itself, and knows of positions itself if it has any. */
    static final class PushLoop extends RootLoop {
        private final Sink head;

        PushLoop(Sink head) {
            this.head = head;
        }

        @Override
        void run(Dataset dataset, int partition, Worker worker) throws Exception {
            dataset.push(partition, head, worker);
        }

        @Override
        void runCarefully(
                Dataset dataset,
                int partition,
                Worker worker,
                @Nullable RecordFilter filter,
                @Nullable ThrowCollector collector)
                throws Exception {
            dataset.push(partition, head, worker);
        }
    }
}
