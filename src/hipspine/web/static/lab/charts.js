// Charts whose cursor follows the body, and the tables behind them.

import uPlot from "../vendor/uplot-1.6.32.min.js";

const HEIGHT = 240;
const STYLE = {
  left: { colour: "--left", dash: [7, 4] },
  right: { colour: "--right", dash: [] },
  disc: { colour: "--accent", dash: [] },
};

export class Chart {
  constructor(section, { percents, events, words, scale, places, across, onPick }) {
    Object.assign(this, { section, percents, events, words, scale, places, across });
    this.holder = section.querySelector("[data-plot]");
    this.onPick = onPick;
    this.lines = [];
  }

  // lines: [{side, label, before, after}], side left, right or disc.
  show(title, lines, unit) {
    this.section.querySelector("[data-title]").textContent = title;
    this.lines = lines;
    this.unit = unit;
    const data = this.data();
    const key = lines.map((line) => line.label).join();
    if (this.plot && this.key === key) {
      this.plot.setData(data, false);
      this.setScale(data);
    } else {
      this.key = key;
      this.plot?.destroy();
      this.make(data, lines, unit);
    }
    this.table();
  }

  data() {
    return [this.percents, ...this.lines.flatMap((line) => [line.before, line.after])];
  }

  // Draws everything anew: the page's colours have changed.
  repaint() {
    if (!this.plot) return;
    this.plot.destroy();
    this.make(this.data(), this.lines, this.unit);
  }

  setScale(data) {
    const most = Math.max(...data.slice(1).flat().filter(Number.isFinite), 0);
    const least = Math.min(...data.slice(1).flat().filter(Number.isFinite), 0);
    this.plot.batch(() => {
      this.plot.setScale("x", { min: 0, max: 100 });
      this.plot.setScale("y", this.scale ?? { min: least < 0 ? least * 1.1 : 0, max: most * 1.08 || 1 });
    });
  }

  make(data, lines, unit) {
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const series = lines.flatMap(({ side, label }) => {
      const { colour: name, dash } = STYLE[side];
      return [
        { label: `${label}${label ? ", " : ""}${this.words.recorded}`, stroke: colour(name), alpha: 0.4, width: 1.2, dash, points: { show: false } },
        { label: `${label}${label ? ", " : ""}${this.words.now}`, stroke: colour(name), width: 2.6, dash, points: { show: false } },
      ];
    });
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 0.6 }, ticks: { stroke: colour("--line"), width: 0.6 } };
    this.plot = new uPlot({
      width: this.holder.clientWidth || 320,
      height: HEIGHT,
      cursor: { y: false, drag: { x: false, y: false }, points: { show: true } },
      legend: {
        live: false,
        markers: {
          width: (_, i) => (i % 2 ? 1.5 : 3),
          dash: (_, i) => (lines[(i - 1) >> 1]?.side === "left" ? "dashed" : "solid"),
        },
      },
      scales: { x: { time: false }, y: {} },
      series: [{}, ...series],
      axes: [
        { ...axis, size: 34, label: this.across, labelSize: 20, labelFont: "13px system-ui", values: (_, ticks) => ticks.map((tick) => String(tick)) },
        { ...axis, size: 46, label: unit, labelSize: 22, labelFont: "13px system-ui", values: (_, ticks) => ticks.map((tick) => String(+tick.toFixed(2)).replace(".", this.words.decimal)) },
      ],
      hooks: { draw: [(plot) => this.drawEvents(plot)] },
    }, data, this.holder);
    this.setScale(data);
    this.plot.over.addEventListener("click", () => {
      const place = this.plot.cursor.idx;
      if (place !== null && place !== undefined) this.onPick(place);
    });
    new ResizeObserver(() => this.plot?.setSize({ width: this.holder.clientWidth, height: HEIGHT })).observe(this.holder);
  }

  // Upright lines where a foot strikes or leaves the ground.
  drawEvents(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.setLineDash([2, 4]);
    ctx.lineWidth = 1;
    ctx.font = `${11 * devicePixelRatio}px system-ui`;
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    for (const event of this.events) {
      if (event.percent < 1 || event.percent > 99) continue;
      const x = plot.valToPos(event.percent, "x", true);
      const colour = getComputedStyle(document.documentElement).getPropertyValue(`--${event.side}`);
      ctx.strokeStyle = ctx.fillStyle = colour;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.save();
      ctx.translate(x + 3 * devicePixelRatio, bbox.top + 2);
      ctx.rotate(Math.PI / 2);
      ctx.fillText(event.text, 0, 0);
      ctx.restore();
    }
    ctx.restore();
  }

  follow(frame) {
    if (!this.plot) return;
    const left = this.plot.valToPos(this.percents[frame], "x");
    this.plot.setCursor({ left, top: 0 }, false);
  }

  table() {
    const body = this.section.querySelector("[data-table] tbody");
    const rows = [];
    for (let at = 0; at <= 100; at += 10) {
      let nearest = 0;
      this.percents.forEach((percent, i) => { if (Math.abs(percent - at) < Math.abs(this.percents[nearest] - at)) nearest = i; });
      const cells = [this.percents[nearest].toFixed(0), ...this.lines.flatMap((line) => [line.before, line.after].map((values) => this.number(values[nearest])))];
      rows.push(row(cells));
    }
    body.replaceChildren(...rows);
  }

  number(value) {
    return value === null ? "–" : value.toFixed(this.places).replace("-", "−").replace(".", this.words.decimal);
  }
}

function row(cells) {
  const made = document.createElement("tr");
  for (const text of cells) {
    const cell = document.createElement("td");
    cell.className = "number";
    cell.textContent = text;
    made.append(cell);
  }
  return made;
}
