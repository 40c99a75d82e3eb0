// Puts the page together and keeps it up to date.
import { $, text } from "./dom.js";
import { up } from "./words.js";
import { Chart } from "./charts.js";
import { health } from "./health.js";
import { Batches } from "./batches.js";
import { Cores } from "./cores.js";
import { ErrorPanel, Figures, InputPanel, SettingPanel, StagePanel, StatePanel, ThreadPanel } from "./panels.js";

const POINTS = 600;
const RETRY_MILLIS = 1000;

const SHADES = ["--one", "--two", "--three", "--four"];

function charts(program) {
  const received = program.inputs.slice(0, SHADES.length).map((label, i) => ({
    label: program.inputs.length === 1 ? "received" : "input " + i,
    color: SHADES[i],
    fill: i === 0 ? "--one-soft" : undefined,
    value: (point) => point.received[i],
  }));
  return [
    new Chart($("chart-input"), "Records a second", "/s", received.concat([
      { label: "processed", color: "--ink", dash: [3, 3], value: (point) => point.processed }])),
    new Chart($("chart-processing"), "What a batch takes", "ms", [
      { label: "median", color: "--one", fill: "--one-soft", value: (point) => point.processingMiddle },
      { label: "longest", color: "--two", value: (point) => point.processingMost },
      { label: "interval", color: "--quiet", dash: [2, 4], value: () => program.interval }]),
    new Chart($("chart-delay"), "Delay of a batch", "ms", [
      { label: "waited, median", color: "--one", fill: "--one-soft", value: (point) => point.schedulingMiddle },
      { label: "waited, longest", color: "--two", value: (point) => point.schedulingMost },
      { label: "in all, longest", color: "--ink", dash: [3, 3], value: (point) => point.totalMost }]),
  ];
}

class Page {
  constructor(program, points) {
    this.program = program;
    this.points = points;
    this.charts = charts(program);
    this.threads = new ThreadPanel();
    this.panels = [new Figures(program), new Batches(program), new StagePanel(program), new InputPanel(), new StatePanel(),
      new Cores(program), this.threads, new ErrorPanel()];
    new SettingPanel(program);
    text($("name"), program.name);
    document.title = program.name + " · Headrace console";
    this.isHeld = false;
    this.last = null;
    const pause = $("pause");
    pause.addEventListener("click", () => {
      this.isHeld = !this.isHeld;
      pause.setAttribute("aria-pressed", String(this.isHeld));
      text(pause, this.isHeld ? "Go on" : "Hold still");
      if (!this.isHeld && this.last) this.draw(this.last);
    });
    this.threads.refresh();
    this.charts.forEach((chart) => chart.show(this.points));
  }

  frame(frame) {
    const newest = this.points[this.points.length - 1];
    if (!newest || frame.point.time > newest.time) this.points.push(frame.point);
    if (this.points.length > POINTS) this.points.shift();
    this.last = frame;
    document.body.dataset.frame = frame.frame;
    if (!this.isHeld) this.draw(frame);
  }

  draw(frame) {
    const state = frame.failure ? "failed" : frame.closed ? "ended" : "running";
    show(state, state);
    text($("about"), "batches of " + this.program.interval + " ms · up " + up(frame.time - frame.started));
    const now = health(this.program, frame);
    $("health").dataset.tone = now.tone;
    text($("health-words"), now.words);
    const link = $("health-link");
    link.hidden = !now.link;
    if (now.link) {
      text(link, now.link);
      link.setAttribute("href", now.target);
    }
    this.panels.forEach((panel) => panel.show(frame));
    this.charts.forEach((chart) => chart.show(this.points));
    document.body.dataset.drawn = frame.frame;
  }
}

function show(words, tone) {
  text($("state"), words);
  $("state").dataset.tone = tone;
}

function theme(page) {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const say = () => {
    text($("theme"), isDark() ? "Light" : "Dark");
    $("theme").setAttribute("aria-label", "Show in " + (isDark() ? "light" : "dark") + " colours");
    page.charts.forEach((chart) => chart.restyle());
  };
  $("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("headrace-theme", root.dataset.theme);
    } catch (e) {
      // no storage: the choice ends with the page
    }
    say();
  });
  dark.addEventListener("change", say);
  say();
}

/** Marks the section that is looked at in the list of sections. */
function sections() {
  const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.getAttribute("href").substring(1), a]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach((link, id) =>
        id === entry.target.id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
    }
  }, { rootMargin: "-20% 0px -70% 0px" });
  document.querySelectorAll("main section").forEach((section) => seen.observe(section));
}

async function ready(path) {
  for (;;) {
    try {
      const answer = await fetch(path);
      if (answer.ok) return await answer.json();
      if (answer.status === 401) location.reload();
      show("starting", "starting");
    } catch (e) {
      show("no connection", "failed");
    }
    await new Promise((next) => setTimeout(next, RETRY_MILLIS));
  }
}

async function start() {
  const program = await ready("/api/program");
  const history = await ready("/api/history");
  const page = new Page(program, history.points);
  theme(page);
  sections();
  page.frame(await ready("/api/now"));
  const live = new EventSource("/api/live");
  live.addEventListener("frame", (event) => page.frame(JSON.parse(event.data)));
  live.addEventListener("error", () => {
    show("no connection", "failed");
    $("health").dataset.tone = "ill";
    text($("health-words"), "No connection: the program has ended, or cannot be reached. These are its last numbers.");
    $("health-link").hidden = true;
  });
}

start();
