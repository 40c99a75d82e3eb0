// Three charts of the last minutes, each with its newest values in words and, on demand, as a table.
import { el, text } from "./dom.js";
import { clock, perSecond, time } from "./words.js";

const ROWS = 12;
const SHORTEST_SPAN = 60;

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export class Chart {
  /** series: [{label, color, value(point), dash, fill}] */
  constructor(figure, title, unit, series) {
    this.title = title;
    this.unit = unit;
    this.series = series;
    this.points = [];
    this.caption = el("span", { class: "values" });
    this.box = el("div", { class: "plot", role: "img", "aria-label": title });
    this.table = el("tbody");
    const head = el("tr", {}, el("th", { scope: "col" }, "Time"));
    for (const one of series) head.append(el("th", { scope: "col" }, one.label));
    this.details = el("details", {}, el("summary", {}, "Values as a table"),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title + ", as a table" },
        el("table", {}, el("caption", { class: "unseen" }, title), el("thead", {}, head), this.table)));
    this.details.addEventListener("toggle", () => this.fillTable());
    this.legends = series.map((one, index) => {
      const value = el("b");
      const key = el("span", { class: "key key" + index, "aria-hidden": "true" });
      key.style.background = "var(" + one.color + ")";
      this.caption.append(el("span", { class: "legend" }, key, one.label + " ", value));
      return value;
    });
    figure.append(el("figcaption", {}, el("h3", {}, title), this.caption), this.box, this.details);
    new ResizeObserver(() => this.resize()).observe(this.box);
  }

  write(value) {
    return this.unit === "ms" ? time(value) : perSecond(value);
  }

  options() {
    const ink = color("--quiet");
    const line = color("--line");
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "12px system-ui" };
    const values = (u, splits) => splits.map((v) => (v === null ? "" : this.write(v)));
    return {
      width: Math.max(120, this.box.clientWidth),
      height: 168,
      padding: [8, 30, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
      scales: {
        x: { time: true, range: (u, min, max) => [Math.min(min, max - SHORTEST_SPAN), max] },
        y: { range: (u, min, max) => [0, max > 0 ? max * 1.1 : 1] },
      },
      axes: [
        { ...axis, grid: { show: false }, size: 26, space: 80, values: (u, splits) => splits.map((s) => clock(s * 1000)) },
        { ...axis, size: 66, values },
      ],
      series: [{}].concat(this.series.map((one) => ({
        label: one.label,
        stroke: color(one.color),
        width: 1.75,
        dash: one.dash,
        fill: one.fill ? color(one.fill) : undefined,
        points: { show: false },
        spanGaps: true,
      }))),
      hooks: { setCursor: [(u) => this.legend(u.cursor.idx)] },
    };
  }

  /** Draws anew, after the theme has changed. */
  restyle() {
    if (this.plot) this.plot.destroy();
    this.plot = null;
    this.draw();
  }

  resize() {
    if (this.plot && this.box.clientWidth > 0) this.plot.setSize({ width: this.box.clientWidth, height: 168 });
  }

  show(points) {
    this.points = points;
    this.draw();
    this.legend(null);
    if (this.details.open) this.fillTable();
  }

  draw() {
    if (this.points.length === 0) return;
    const data = [this.points.map((point) => point.time / 1000)].concat(
      this.series.map((one) => this.points.map(one.value)));
    if (this.plot) this.plot.setData(data);
    else this.plot = new uPlot(this.options(), data, this.box);
  }

  legend(index) {
    const hasCursor = index !== null && index !== undefined && index < this.points.length;
    const point = this.points[hasCursor ? index : this.points.length - 1];
    if (!point) return;
    const words = this.series.map((one, i) => {
      const value = this.write(one.value(point));
      text(this.legends[i], value);
      return one.label + " " + value;
    });
    if (!hasCursor) this.box.setAttribute("aria-label", this.title + ": " + words.join(", "));
  }

  fillTable() {
    const rows = this.points.slice(-ROWS).reverse().map((point) =>
      el("tr", {}, el("th", { scope: "row" }, clock(point.time)),
        ...this.series.map((one) => el("td", {}, this.write(one.value(point))))));
    this.table.replaceChildren(...rows);
  }
}
