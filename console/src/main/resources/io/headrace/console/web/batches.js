// The list of batches, and one batch in its parts.
import { $, Facts, Table, bar, choice, el } from "./dom.js";
import { clock, count, split, time } from "./words.js";

export class Batches {
  constructor(program) {
    this.program = program;
    this.which = "last";
    this.frame = null;
    this.opened = null;
    this.isHeld = false;
    this.list = new Table($("batch-list"), "Batches", [
      { label: "Time", cell: (b) => [this.opener(b)], key: (b) => b.number + " " + (this.opened === b.number) },
      { label: "Records", kind: "num", cell: (b) => count(b.records) },
      { label: "Waited", kind: "num", cell: (b) => time(b.scheduling) },
      { label: "Took", kind: "num", cell: (b) => time(b.processing) },
      { label: "", kind: "wide", cell: (b) => [bar(b.processing / program.interval, b.processing > program.interval ? "over" : "")],
        key: (b) => b.number },
      { label: "Longest stage", kind: "cut", cell: (b) => split(program.stages[b.slowestStage].label)[0] },
    ], "No batch yet.");
    choice([$("show-last"), $("show-slowest")], (index) => {
      this.which = index === 0 ? "last" : "slowest";
      this.isHeld = false;
      this.fill();
    });
    const table = $("batch-list");
    table.addEventListener("pointerenter", () => (this.isHeld = true));
    table.addEventListener("pointerleave", () => this.release());
    table.addEventListener("focusin", () => (this.isHeld = true));
    table.addEventListener("focusout", () => this.release());
    this.sayNothing();
  }

  release() {
    this.isHeld = false;
  }

  opener(batch) {
    const isOpen = this.opened === batch.number;
    return el("button", {
      type: "button",
      class: "open",
      "aria-expanded": String(isOpen),
      "aria-controls": "batch",
      "aria-label": "Batch " + batch.id + " of " + clock(batch.time, true),
      onclick: (event) => this.open(batch.number, event.currentTarget),
    }, clock(batch.time, this.program.interval < 1000));
  }

  show(frame) {
    this.frame = frame;
    if (!this.isHeld) this.fill();
  }

  fill() {
    if (this.frame) this.list.update(this.frame.batches[this.which], (b) => b.number);
  }

  async open(number, from) {
    const answer = await fetch("/api/batch/" + number);
    this.opened = number;
    this.opener_ = from;
    if (answer.ok) this.draw(await answer.json());
    else this.sayNothing("Batch " + number + " is not remembered any more.");
    this.fill();
    $("batch").focus({ preventScroll: window.innerWidth > 900 });
  }

  close() {
    const number = this.opened;
    this.opened = null;
    this.sayNothing();
    this.fill();
    const row = this.list.rows.get(number);
    const back = row ? row.node.querySelector("button") : $("show-last");
    back.focus();
  }

  sayNothing(words) {
    $("batch").replaceChildren(el("p", { class: "quiet empty" },
      words || "No batch is chosen. Its stages, and what each worker did for them, are shown here."));
  }

  /** What an input says of its records: the files that they are of. */
  files(input) {
    const names = input.description.split("\n");
    return el("details", names.length <= 5 ? { open: "" } : {},
      el("summary", {}, "Input " + input.stream + ", " + split(input.label)[0] + ": " + count(input.records) + " records of files"),
      el("ul", { class: "notes" }, ...names.map((name) => el("li", {}, name))));
  }

  draw(batch) {
    const program = this.program;
    const facts = el("dl", { class: "facts" });
    const list = new Facts(facts);
    list.set("Records", count(batch.records));
    list.set("Waited", time(batch.scheduling));
    list.set("Took", time(batch.processing));
    list.set("Together", time(batch.total));
    const used = batch.stages
      .map((stage) => ({ ...stage, program: program.stages[stage.stage] }))
      .filter((stage) => stage.millis > 0);
    const workers = batch.stages[0].workers
      .map((unused, index) => index)
      .filter((index) => batch.stages.some((stage) => stage.workers[index].tasks > 0));
    const table = el("table", { class: "parts" });
    const columns = [
      { label: "Stage", cell: (s) => [el("span", {}, split(s.program.label)[0]),
        el("span", { class: "site" }, split(s.program.label)[1])] },
      { label: "Time", kind: "num", cell: (s) => time(s.millis) },
      { label: "", kind: "wide", cell: (s) => [bar(batch.processing ? s.millis / batch.processing : 0)] },
      { label: "Read", kind: "num", cell: (s) => (s.records ? count(s.records) : "–") },
    ];
    for (const worker of workers) columns.push({
      label: worker < program.workers ? "Worker " + worker : "Outputs",
      kind: "num",
      cell: (s) => (s.workers[worker].tasks ? time(s.workers[worker].millis) + " · " + count(s.workers[worker].tasks) : "–"),
    });
    new Table(table, "Stages of batch " + batch.id, columns, "Nothing was measured.").update(used, (s) => s.stage);
    const said = batch.inputs
      .map((input, stream) => ({ ...input, stream, label: program.inputs[stream] }))
      .filter((input) => input.description);
    $("batch").replaceChildren(
      el("div", { class: "title" },
        el("h3", {}, "Batch " + batch.id + ", " + clock(batch.time, true)),
        el("button", { type: "button", onclick: () => this.close() }, "Close")),
      facts,
      ...said.map((input) => this.files(input)),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Stages of batch " + batch.id }, table),
      el("p", { class: "quiet" }, "Between the stages: " + time(batch.between)
        + ". A worker's time is what it computed for the stage, beside it the number of its tasks."
        + (batch.rerun ? " The batch was run again after a crash." : "")));
    $("batch").onkeydown = (event) => {
      if (event.key === "Escape") this.close();
    };
  }
}
