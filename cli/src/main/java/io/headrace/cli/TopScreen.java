package io.headrace.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** A {@link TopReport} for people. */
final class TopScreen {
    private final PrintWriter out;

    TopScreen(PrintWriter out) {
        this.out = out;
    }

    void print(TopReport top) {
        line(
                "%s  process %d, %s  up %.0f s  over the last %.1f s",
                top.context(), top.processId(), top.state(), top.upSeconds(), top.overSeconds());
        line("");
        print(top.batches());
        line("delays       %10s %10s %10s %10s   ms", "last", "p50", "p99", "p99.9");
        print("  scheduling", top.schedulingMillis());
        print("  processing", top.processingMillis());
        TopReport.LogPart log = top.log();
        line(
                "log          record %,d, durable %,d; %,d blocks, %,d syncs, %,d times full",
                log.sequence(), log.durable(), log.blocks(), log.syncs(), log.full());
        TopReport.Memory memory = top.memory();
        line(
                "memory       %s of %s; %,d blocks with %s in memory, %,d evicted, %s of at most %s on the disk,"
                        + " %s in spill files; rows: %s off the heap, %s went to the disk",
                bytes(memory.reserved()),
                bytes(memory.limit()),
                memory.blocks(),
                bytes(memory.blockBytes()),
                memory.evicted(),
                bytes(memory.blockBytesOutside()),
                bytes(memory.spillLimit()),
                bytes(memory.spilled()),
                bytes(memory.rowBytesKept()),
                bytes(memory.rowBytesSpilled()));
        line("errors       %,d%s", top.errors(), top.errors() == 0 ? "" : ": headrace errors lists them");
        line("");
        top.receivers().forEach(this::print);
        top.outputs().stream().filter(one -> one.busyMillis() > 0).forEach(this::print);
        line("");
        line("stage                                                  share   ms/batch    records/s");
        top.stages()
                .forEach(one -> line(
                        "%-52s %6.1f %% %10.3f %,12.0f",
                        cut(one.label(), 52), one.share() * 100, one.millisPerBatch(), one.recordsPerSecond()));
        if (!top.states().isEmpty())
            line("%nstate                                                         keys         bytes");
        top.states().forEach(this::print);
        line("%nworker                               busy      tasks/s");
        top.workers()
                .forEach(one ->
                        line("%-30s %8.1f %% %,12.0f", cut(one.label(), 30), one.busy() * 100, one.tasksPerSecond()));
        line("");
        line("thread                             work/s     rounds/s   allocated/s");
        top.threads()
                .forEach(one -> line(
                        "%-30s %,10.0f   %,10.0f   %11s",
                        cut(one.label(), 30), one.workPerSecond(), one.roundsPerSecond(), bytes((long)
                                one.allocatedPerSecond())));
    }

    private void print(TopReport.Batches batches) {
        line(
                "batches      %,.1f/s of %s ms, %,.0f records/s; %,d done, %,d waiting, %,d waited too long%s",
                batches.perSecond(),
                number(batches.intervalMillis()),
                batches.recordsPerSecond(),
                batches.completed(),
                batches.waiting(),
                batches.behind(),
                batches.late().equals("no") ? "" : "; late now: " + batches.late());
        line(
                "             %,d ticks idle, %,d skipped; %,d records set aside; blocks of %s ms, tuned %,d times",
                batches.ticksIdle(),
                batches.ticksSkipped(),
                batches.setAside(),
                number(batches.blockMillis()),
                batches.retunes());
    }

    private void print(String what, TopReport.Delays delays) {
        line("%-12s %10.3f %10.3f %10.3f %10.3f", what, delays.last(), delays.p50(), delays.p99(), delays.p999());
    }

    private void print(TopReport.ReceiverPart one) {
        line(
                "receiver %d   %s, %s: %,.0f records/s%s, %s/s; %,d records",
                one.stream(),
                cut(one.label(), 52),
                one.state(),
                one.recordsPerSecond(),
                one.limit() == 0 ? "" : String.format(Locale.ROOT, " of at most %,d", one.limit()),
                bytes((long) one.bytesPerSecond()),
                one.records());
        line(
                "             ring %d of %d; held %,d, limited %,d times; %,d dropped, %,d rejected, %,d restarts",
                one.ringWaiting(),
                one.ringSlots(),
                one.held(),
                one.limited(),
                one.dropped(),
                one.rejected(),
                one.restarts());
    }

    private void print(TopReport.StatePart one) {
        line(
                "%-52s %,13d %13s%s",
                cut(one.label(), 52),
                one.keys(),
                one.bytes() == 0 ? "on the heap" : bytes(one.bytes()),
                one.keysOnDisk() == 0 ? "" : String.format(Locale.ROOT, ", %,d on the disk", one.keysOnDisk()));
    }

    private void print(TopReport.OutputPart one) {
        line(
                "output %d     %s is slow: it has had its batch for %.1f s",
                one.output(), cut(one.label(), 52), one.busyMillis() / 1e3);
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String bytes(long count) {
        if (count < 10 << 10) return count + " B";
        if (count < 10L << 20) return (count >> 10) + " KiB";
        return (count >> 20) + " MiB";
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
