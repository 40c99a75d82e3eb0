// One sentence that says how the program is, and where to look when it is not well.
import { count, percent, split, time } from "./words.js";

const WELL = "well";
const WATCH = "watch";
const ILL = "ill";
// by what the counters file says is done about batches that are late
const RESPONSES = ["", "", " The outputs of late batches are joined.", " Inputs that may drop records do so."];

function slowest(program, frame) {
  let index = 0;
  frame.stages.forEach((stage, i) => {
    if (stage.share > frame.stages[index].share) index = i;
  });
  const all = frame.stages.reduce((sum, stage) => sum + stage.share, 0);
  if (!all) return "";
  const name = split(program.stages[index].label)[0];
  return " " + percent(frame.stages[index].share / all) + " of the time goes into " + name + ".";
}

/** {tone, words, link, target} */
export function health(program, frame) {
  const point = frame.point;
  const interval = program.interval;
  if (frame.failure) return { tone: ILL, words: "Stopped by a failure: " + frame.failure, link: "See the errors", target: "#errors" };
  if (frame.closed) return { tone: WATCH, words: "The program has ended; these are its last numbers." };
  const lost = frame.inputs.filter((one) => one.received && one.state === "waiting").length;
  const waiting = frame.counts.waiting;
  const slow = frame.slowOutputs[0];
  if (slow)
    return {
      tone: ILL,
      words: "An output is slow: " + slow.label + " has had its batch for " + time(slow.millis)
        + (waiting > 0 ? ", and " + count(waiting) + " wait." : "."),
      link: "See the threads", target: "#threads",
    };
  const response = frame.counts.response;
  if (response > 0 || point.schedulingMost > program.behindAfter || waiting * interval > program.behindAfter)
    return {
      tone: ILL,
      words: "Falling behind: "
        + (point.schedulingMost === null ? "" : "batches wait " + time(point.schedulingMost) + " for their turn, ")
        + count(waiting) + " wait now." + (RESPONSES[response] || "") + slowest(program, frame),
      link: "See the stages", target: "#stages",
    };
  if (lost > 0)
    return {
      tone: ILL,
      words: (lost === 1 ? "An input is" : lost + " inputs are") + " lost and will be opened again.",
      link: "See the inputs", target: "#inputs",
    };
  if (point.processingMiddle !== null && point.processingMiddle > interval)
    return {
      tone: WATCH,
      words: "At its limit: a batch of " + interval + " ms takes " + time(point.processingMiddle) + "."
        + slowest(program, frame),
      link: "See the stages", target: "#stages",
    };
  if (point.processingMost > interval)
    return {
      tone: WATCH,
      words: "Keeping up, with stragglers: a batch takes " + time(point.processingMiddle) + " of its " + interval
        + " ms, the longest of the last second " + time(point.processingMost) + ".",
      link: "See the batches", target: "#batches",
    };
  if (point.batches === 0) return { tone: WELL, words: "Idle: nothing comes in, and no batch is due." };
  return {
    tone: WELL,
    words: "Keeping up: a batch takes " + time(point.processingMiddle) + " of its " + interval + " ms, and waits "
      + time(point.schedulingMiddle) + " for its turn.",
  };
}
