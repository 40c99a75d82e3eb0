// Everything that is a table or a list of figures.
import { $, Facts, Table, bar, choice, el, text } from "./dom.js";
import { bytes, clock, count, percent, perSecond, split, time } from "./words.js";

function named(label) {
  const [what, where] = split(label);
  return [el("span", {}, what), el("span", { class: "site" }, where)];
}

export class Figures {
  constructor(program) {
    this.interval = program.interval;
    this.list = new Facts($("figures"));
  }

  show(frame) {
    const { point, counts, delays, memory, heap } = frame;
    const received = point.received.reduce((sum, rate) => sum + rate, 0);
    const used = point.processingMiddle === null ? null : point.processingMiddle / this.interval;
    this.list.set("Comes in", perSecond(received), perSecond(point.processed) + " processed");
    this.list.set("Records", count(counts.records), "processed since the start");
    this.list.set("Batches", count(counts.batches), perSecond(point.batches) + " of " + this.interval + " ms");
    this.list.set("A batch takes", time(delays.processing.p50), used === null ? "no batch now"
      : percent(used) + " of " + this.interval + " ms, p99 " + time(delays.processing.p99), used > 1 ? "ill" : "");
    this.list.set("and waits", time(delays.scheduling.p50), "p99 " + time(delays.scheduling.p99));
    this.list.set("Waiting", count(counts.waiting), counts.waiting === 1 ? "batch" : "batches", counts.waiting > 2 ? "watch" : "");
    this.list.set("Off the heap", bytes(memory.reserved), "of " + bytes(memory.limit));
    this.list.set("Errors", count(counts.errors), heap.collections === 1 ? "1 garbage collection"
      : count(heap.collections) + " garbage collections", counts.errors > 0 ? "ill" : "");
  }
}

export class StagePanel {
  constructor(program) {
    this.program = program;
    this.stages = new Table($("stage-list"), "Stages", [
      { label: "Stage", cell: (s) => this.stage(s), key: (s) => s.index },
      { label: "Reads", cell: (s) => this.reads(s) },
      { label: "Per batch", kind: "num", cell: (s) => time(s.millisPerBatch) },
      { label: "Share of time", kind: "num", cell: (s) => percent(s.share) },
      { label: "", kind: "wide", cell: (s) => [bar(s.share)], key: (s) => s.share },
      { label: "Records read", kind: "num", cell: (s) => (s.records ? perSecond(s.recordsPerSecond) : "–") },
    ], "No stage.");
    this.workers = new Table($("worker-list"), "Workers", [
      { label: "Worker", cell: (w) => w.label },
      { label: "Busy", kind: "num", cell: (w) => percent(w.busy) },
      { label: "", kind: "wide", cell: (w) => [bar(w.busy, w.busy > 0.9 ? "over" : "")], key: (w) => w.busy },
      { label: "Tasks", kind: "num", cell: (w) => perSecond(w.tasksPerSecond) },
    ], "No worker.");
  }

  stage(stage) {
    const parts = named(stage.label);
    if (stage.operators.length > 1)
      parts.push(el("span", { class: "fused" }, "fused: " + stage.operators.map((one) => split(one)[0]).join(" → ")));
    return parts;
  }

  reads(stage) {
    const from = stage.inputs.map((input) => "input " + input)
      .concat(stage.stages.map((other) => split(this.program.stages[other].label)[0]));
    return from.length ? from.join(", ") : "–";
  }

  show(frame) {
    const rows = this.program.stages.map((stage, i) => ({ ...stage, ...frame.stages[i] }));
    this.stages.update(rows, (s) => s.index);
    this.workers.update(frame.workers.filter((w, i) => i < this.program.workers || w.tasks > 0), (w) => w.label);
  }
}

const TONES = { open: "well", waiting: "ill", stopped: "watch", ended: "watch", closed: "watch" };

export class InputPanel {
  constructor() {
    const whenReceived = (cell) => (input) => (input.received ? cell(input) : "–");
    this.table = new Table($("input-list"), "Inputs", [
      { label: "Input", cell: (i) => named(i.label), key: (i) => i.label },
      { label: "Is", cell: (i) => (i.received ? [el("span", { class: "tag " + (TONES[i.state] || "") }, i.state)] : "asked each batch"),
        key: (i) => i.state },
      { label: "Records", kind: "num", cell: whenReceived((i) => perSecond(i.recordsPerSecond)
        + (i.limit ? " of at most " + perSecond(i.limit) : "")) },
      { label: "Bytes", kind: "num", cell: whenReceived((i) => bytes(i.bytesPerSecond) + "/s") },
      { label: "In all", kind: "num", cell: whenReceived((i) => count(i.records)) },
      { label: "Ring", kind: "num", cell: whenReceived((i) => i.ringWaiting + " of " + i.ringSlots) },
      { label: "Held", kind: "num", cell: whenReceived((i) => perSecond(i.heldPerSecond)) },
      { label: "Lost", kind: "num", cell: whenReceived((i) => count(i.dropped + i.rejected)) },
      { label: "Restarts", kind: "num", cell: whenReceived((i) => count(i.restarts)) },
      { label: "Last error", kind: "cut", cell: (i) => (i.lastError ? clock(i.lastErrorTime) + " " + i.lastError : "none") },
    ], "No input.");
  }

  show(frame) {
    this.table.update(frame.inputs, (i) => i.stream);
  }
}

export class StatePanel {
  constructor() {
    this.table = new Table($("state-list"), "State", [
      { label: "Stream that remembers", cell: (s) => named(s.label), key: (s) => s.label },
      { label: "Keys", kind: "num", cell: (s) => count(s.keys) },
      { label: "Memory", kind: "num", cell: (s) => (s.bytes ? bytes(s.bytes) : "on the heap") },
      { label: "On the disk", kind: "num", cell: (s) => (s.onDisk ? count(s.onDisk) + " keys" : "–") },
    ], "No stream of this program remembers anything.");
    this.memory = new Facts($("memory"));
  }

  show(frame) {
    this.table.update(frame.states, (s) => s.number);
    const { memory, log, counts } = frame;
    this.memory.set("Off the heap", bytes(memory.reserved), "of " + bytes(memory.limit));
    this.memory.set("Blocks", count(memory.blocks), bytes(memory.blockBytes));
    this.memory.set("Evicted", count(memory.evicted), bytes(memory.spilled) + " spilled");
    this.memory.set("Blocks on the disk", bytes(memory.outside), "at most " + bytes(memory.outsideLimit));
    this.memory.set("Log record", count(log.sequence), "durable " + count(log.durable));
    this.memory.set("Log", count(log.blocks) + " blocks", count(log.syncs) + " syncs, " + count(log.full) + " times full");
    this.memory.set("Checkpoints", count(counts.checkpoints), "");
    this.memory.set("Block interval", time(counts.blockMillis), "tuned " + count(counts.retunes) + " times");
  }
}

export class ThreadPanel {
  constructor() {
    this.garbage = new Facts($("garbage"));
    this.roles = new Table($("role-list"), "Threads of the engine", [
      { label: "Thread", cell: (r) => r.label },
      { label: "Work", kind: "num", cell: (r) => perSecond(r.workPerSecond) },
      { label: "Rounds", kind: "num", cell: (r) => perSecond(r.roundsPerSecond) },
      { label: "Allocated", kind: "num", cell: (r) => bytes(r.allocatedPerSecond) + "/s" },
    ], "No thread.");
    this.all = new Table($("thread-list"), "All threads of the process", [
      { label: "Thread", cell: (t) => t.name },
      { label: "State", cell: (t) => t.state },
      { label: "CPU time", kind: "num", cell: (t) => time(t.cpuMillis) },
      { label: "Is at", kind: "stack", cell: (t) => [this.stack(t)], key: (t) => t.stack.join("|") },
    ], "Not asked for yet.");
    $("refresh-threads").addEventListener("click", () => {
      $("all-threads").open = true;
      this.refresh();
    });
  }

  stack(thread) {
    if (thread.stack.length === 0) return el("span", {}, "–");
    return el("details", {}, el("summary", {}, thread.stack[0].replace(/^.*\/\//, "")),
      el("pre", {}, thread.stack.join("\n")));
  }

  async refresh() {
    const answer = await fetch("/api/threads");
    if (!answer.ok) return;
    const now = await answer.json();
    this.all.update(now.threads, (t) => t.id);
    for (const one of now.collectors)
      this.garbage.set(one.name, count(one.count) + (one.count === 1 ? " time" : " times"), time(one.millis) + " in all");
  }

  show(frame) {
    this.garbage.set("Heap", bytes(frame.heap.used), "of " + bytes(frame.heap.most));
    this.garbage.set("Collections", count(frame.heap.collections), time(frame.heap.collectionMillis) + " in all");
    this.roles.update(frame.roles, (r) => r.label);
  }
}

export class ErrorPanel {
  constructor() {
    this.known = -1;
    this.table = new Table($("error-list"), "Errors", [
      { label: "Where", cell: (e) => e.where },
      { label: "What", kind: "cut", cell: (e) => e.what },
      { label: "Times", kind: "num", cell: (e) => count(e.count) },
      { label: "First", kind: "num", cell: (e) => clock(e.first) },
      { label: "Last", kind: "num", cell: (e) => clock(e.last) },
    ], "None so far.");
  }

  async show(frame) {
    const lost = frame.inputs.reduce((sum, i) => sum + (i.rejected || 0), 0);
    const now = frame.counts.errors + frame.counts.setAside + lost;
    if (now === this.known) return;
    this.known = now;
    const answer = await fetch("/api/errors");
    if (!answer.ok) return;
    const all = await answer.json();
    this.table.update(all.errors, (e) => e.where + e.what);
    const records = [["Records that were not taken", all.rejects], ["Records that were set aside", all.deadLetters]];
    $("records-out").replaceChildren(...records.filter(([, list]) => list.length > 0).map(([title, list]) =>
      el("div", {}, el("h3", {}, title), el("ul", { class: "notes" }, ...list.map((one) => el("li", {}, one))))));
  }
}

export class SettingPanel {
  constructor(program) {
    this.table = new Table($("setting-list"), "Settings", [
      { label: "Setting", cell: (s) => [el("code", {}, s.key)], key: (s) => s.key },
      { label: "Value", cell: (s) => s.value },
      { label: "From", cell: (s) => (s.set ? "the program" : "the default") },
    ], "Nothing was set: every setting has its default.");
    const show = (all) => this.table.update(program.settings.filter((s) => all || s.set), (s) => s.key);
    choice([$("settings-set"), $("settings-all")], (index) => show(index === 1));
    show(false);
    text($("foot"), "Headrace console · process " + program.process + " · " + program.java + " · the same numbers without a browser: headrace top "
      + program.counters);
  }
}
