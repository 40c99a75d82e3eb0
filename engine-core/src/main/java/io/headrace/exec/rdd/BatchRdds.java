package io.headrace.exec.rdd;

import io.headrace.DatasetContext;
import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.StreamingException;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.DatasetHandles;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.exec.work.StageTimes;
import io.headrace.exec.work.TaskRunner;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.Node;
import io.headrace.plan.Reached;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives batches' datasets to users, as long as they may be used.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public final class BatchRdds implements DatasetHandles {
    /** Of results for which neither the program nor the context names a number of partitions. */
    static final int DEFAULT_PARTITIONS = 4;

    private final Tasks tasks;
    private final List<Life.Place> places = new ArrayList<>();
    private final List<Tasks> tasksOfSlots = new ArrayList<>();
    private final List<@Nullable Home> homes = new ArrayList<>();

    public BatchRdds(TaskRunner runner, Worker here) {
        this(runner, here, DEFAULT_PARTITIONS);
    }

    /**
     * Handles whose actions run there.
     *
     * @param here the thread of the jobs as a worker
     * @param defaultPartitions of what is computed by key or sorted within a batch
     */
    public BatchRdds(TaskRunner runner, Worker here, int defaultPartitions) {
        this(
                runner,
                here,
                defaultPartitions,
                KeyGroups.ofDefault(),
                null,
                SpillSpace.ofData(0, KryoRegistry.ofJdkTypes(), false));
    }

    /** As {@link #BatchRdds(TaskRunner, Worker, int)}, with keys in these groups, in a context; rows that outgrow the heap go to the space. */
    public BatchRdds(
            TaskRunner runner,
            Worker here,
            int defaultPartitions,
            KeyGroups groups,
            @Nullable DatasetContext context,
            SpillSpace space) {
        this.tasks = new Tasks(runner, here, defaultPartitions, groups, context, space.newScope());
    }

    /**
     * A stream's data of a batch.
     *
     * @param slot where the batch is kept: all its handles end with {@link #release}
     */
    public Rdd<?> of(Batch batch, Node node, Dataset dataset, int slot) {
        return of(batch.incarnation(), batch.sequence(), node, dataset, slot);
    }

    /** As {@link #of}, as the pairs that its rows are: a handle fewer than to make them of what that gives. */
    public PairRdd<?, ?> pairsOf(Batch batch, Node node, Dataset dataset, int slot) {
        Home home = home(batch.incarnation(), batch.sequence(), slot);
        return home.pairs(rows(home, node, dataset));
    }

    private static Rows rows(Home home, Node node, Dataset dataset) {
        return new SourceRows(node, dataset, home.life(), Reached.areViews(node));
    }

    /** As {@link #of}, of a batch that may be over, in the place where it is kept. */
    public Rdd<?> of(long incarnation, long sequence, Node node, Dataset dataset, int slot) {
        Home home = home(incarnation, sequence, slot);
        return home.rdd(rows(home, node, dataset));
    }

    private Home home(long incarnation, long sequence, int slot) {
        withPlaces(slot + 1);
        Home known = homes.get(slot);
        if (known != null) {
            if (known.life().isOf(incarnation, sequence)) return known;
            known.scope().clear();
        }
        Life life = new Life(places.get(slot), incarnation, sequence);
        Home home = new Home(tasksOfSlots.get(slot), life);
        homes.set(slot, home);
        return home;
    }

    /** Makes the places before threads run: later one thread may end the life of a place while another is given one. */
    public BatchRdds withPlaces(int slots) {
        while (places.size() < slots) {
            places.add(new Life.Place());
            tasksOfSlots.add(tasks.in(tasks.scope().another()));
            homes.add(null);
        }
        return this;
    }

    /** From now on, what actions take is measured there. */
    public void measure(StageTimes times) {
        tasks.measure(times);
    }

    /** The data of the batch in this place is gone: whoever still uses it is told so. */
    public void release(int slot) {
        if (slot >= places.size()) return;
        places.get(slot).release();
        Home ended = homes.get(slot);
        homes.set(slot, null);
        if (ended != null) ended.scope().clear();
    }

    @Override
    public Object handle(BatchScope scope, Node node, Dataset dataset) {
        return of(scope.batch(), node, dataset, scope.slot());
    }

    /** What has to be computed before rows can be read is computed now. */
    @Override
    public Dataset dataset(Node node, Object handle) {
        if (!(handle instanceof RddData rdd))
            throw new StreamingException(
                    node.describe() + " returned " + handle.getClass().getName()
                            + ": return one of the Rdds that it was given, or what their operations made");
        Rows rows = rdd.rows();
        if (rows.areViews() && !Reached.areViews(node))
            rows = rdd.objects(node.operator().word());
        Rows prepared = rows;
        return Tasks.action(node.operator().word(), () -> {
            prepared.prepare(tasks.in(rdd.tasks().scope()));
            return prepared;
        });
    }
}
