// One trial: its sliders, answers, tables, charts and figure. A page holds one or two of them.

import { Chart } from "./charts.js";
import { readScene } from "./scene.js";

const FULL = 100;

export class Panel {
  constructor(root, letter = "") {
    this.root = root;
    this.letter = letter;
    this.data = JSON.parse(root.querySelector("[data-lab-data]").textContent);
    this.words = this.data.words;
    this.changes = new Map();
    this.posture = "";
    this.group = this.data.group;
    this.disc = this.data.disc;
    this.frame = 0;
    this.readAddress();
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  all(selector) {
    return [...this.root.querySelectorAll(selector)];
  }

  readAddress() {
    // What the server took from the address is the truth: plain forms name changes in another way.
    for (const change of this.data.changes) {
      if (change.value !== "posture") this.keep(change.value);
    }
    this.posture = this.data.posture;
    const query = new URLSearchParams(location.search);
    this.camera = query.get(`${this.letter}view`);
    this.shown = query.get(`${this.letter}shown`);
  }

  keep(text) {
    const [target, value] = text.split("=");
    this.changes.set(target, Number(value));
  }

  async start(clock) {
    this.clock = clock;
    this.wireSliders();
    this.wireFigureButtons();
    this.showSliders();
    const first = this.fetchAnswer();
    this.scene = await readScene(`/lab/view/${this.data.trial}/scene`);
    this.makeCharts();
    await this.makeFigure();
    this.followTheme();
    this.take(await (await first).json());
    this.root.dataset.ready = "yes";
  }

  followTheme() {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.figure?.setTheme();
      if (this.figure) this.drawLegend(this.legendStops);
      for (const chart of Object.values(this.charts)) chart?.repaint();
      this.follow();
    });
  }

  makeCharts() {
    const common = { percents: this.scene.percents, events: this.data.events, words: this.words, across: this.words.col_percent.replace("{segment}", this.data.segment), onPick: (frame) => this.clock.go(frame) };
    const chart = (id, more) => {
      const section = this.find(`[data-chart="${id}"]`);
      return section ? new Chart(section, { ...common, ...more }) : null;
    };
    this.charts = {
      activation: chart("activation", { scale: { min: 0, max: FULL }, places: 0 }),
      hips: chart("hips", { places: 2 }),
      disc: chart("disc", { places: 2 }),
    };
  }

  async makeFigure() {
    const { Figure, canDraw, legendStops } = await import("./figure_or_none.js").then((module) => module.figureModule());
    const canvas = this.find("[data-figure]");
    if (!canDraw()) {
      canvas.hidden = true;
      canvas.parentElement.dataset.empty = "";
      this.find("[data-no-webgl]").hidden = false;
      for (const each of this.all(".lab-camera, .lab-legend, .lab-shown:has([data-shown])")) each.hidden = true;
      this.root.dataset.webgl = "no";
      return;
    }
    this.figure = new Figure(canvas, this.scene);
    this.figure.onBones = () => { this.root.dataset.bones = "scanned"; };
    this.figure.onView = () => this.clock.remember();
    this.root.dataset.webgl = "yes";
    this.applyCamera();
    this.legendStops = legendStops;
    this.drawLegend(legendStops);
  }

  applyCamera() {
    if (this.camera) {
      const [aim, turn, rise, near] = this.camera.split("_");
      if (aim === "pelvis" || aim === "body") Object.assign(this.figure.view, { aim });
      const numbers = { turn: Number(turn), rise: Number(rise), near: Number(near) };
      for (const [name, value] of Object.entries(numbers)) if (Number.isFinite(value)) this.figure.view[name] = value;
    }
    const select = this.find("[data-shown]");
    if (select && this.shown) select.value = this.shown;
    this.figure.showMuscles(select?.value || this.shown || "near", this.group);
  }

  drawLegend(legendStops) {
    const canvas = this.find("[data-legend]");
    if (!canvas) return;
    const pen = canvas.getContext("2d");
    const blend = pen.createLinearGradient(0, 0, canvas.width, 0);
    for (const [at, colour] of legendStops(this.figure.colours)) blend.addColorStop(at, colour);
    pen.fillStyle = blend;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }

  wireSliders() {
    const form = this.find(".lab-controls");
    if (!form) return;
    this.chooseChangedMuscle();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => this.moved(event.target));
    form.addEventListener("click", (event) => {
      if (!event.target.closest("[data-reset]")) return;
      event.preventDefault();
      this.changes.clear();
      this.posture = "";
      this.asked();
    });
    this.find("[data-changes]").addEventListener("click", (event) => {
      const chip = event.target.closest("[data-undo]");
      if (!chip) return;
      event.preventDefault();
      if (chip.dataset.undo === "posture") this.posture = "";
      else this.changes.delete(chip.dataset.undo.split("=")[0]);
      this.asked();
      this.find("[data-changes] a, .lab-controls select").focus();
    });
  }

  // The sliders open on the muscle that the address changes.
  chooseChangedMuscle() {
    const named = new URLSearchParams(location.search).has("group") ? this.group : null;
    for (const target of this.changes.keys()) {
      const [group, side] = target.split(".");
      if (!(group in this.data.groups) || (named && group !== named)) continue;
      this.group = group;
      this.find('[name="group"]').value = group;
      if (side === "left" || side === "right") this.find(`[name="side"][value="${side}"]`).checked = true;
      return;
    }
  }

  moved(input) {
    if (input.name === "group" || input.name === "side") {
      this.group = this.find('[name="group"]').value;
      this.showSliders();
      this.showCharts();
      this.figure?.showMuscles(this.find("[data-shown]")?.value || "near", this.group);
      this.clock.remember();
    } else if ("posture" in input.dataset) {
      this.posture = input.value === "0" ? "" : `${input.name}=${Number(input.value)}`;
      this.asked();
    } else {
      const target = `${this.target()}.${input.name}`;
      if (input.value === input.dataset.usual) this.changes.delete(target);
      else this.changes.set(target, Number(input.value) / FULL);
      this.asked();
    }
  }

  target() {
    const side = this.find('[name="side"]:checked').value;
    return side === "both" ? this.group : `${this.group}.${side}`;
  }

  asked() {
    this.showSliders();
    this.clock.remember();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 30);
  }

  pairs(letter = this.letter) {
    const pairs = [...this.changes].map(([target, value]) => [`${letter}c`, `${target}=${+value.toFixed(4)}`]);
    if (this.posture) pairs.push([`${letter}posture`, this.posture]);
    return pairs;
  }

  fetchAnswer() {
    return fetch(`/lab/view/${this.data.trial}/answer?${new URLSearchParams(this.pairs(""))}`);
  }

  // Asks for what the sliders say now; an answer that comes late is dropped.
  async ask() {
    const number = (this.number = (this.number || 0) + 1);
    const began = performance.now();
    try {
      const response = await this.fetchAnswer();
      const answer = await response.json();
      if (number !== this.number) return;
      if (response.ok) {
        this.take(answer);
        this.root.dataset.answerMs = (performance.now() - began).toFixed(0);
        this.root.dataset.answered = String(number);
      } else this.tell(this.words.failed.replace("{problem}", answer.problem));
    } catch {
      if (number === this.number) this.tell(this.words.offline);
    }
  }

  tell(text) {
    this.find("[data-live]").textContent = text;
  }

  take(answer) {
    this.answer = answer;
    this.showChanges();
    this.tell(answer.live);
    this.showTables();
    this.showCharts();
    if (this.figure) {
      const bytes = Uint8Array.from(atob(answer.activations), (character) => character.charCodeAt(0));
      this.figure.setAnswer(bytes, this.discShares());
    }
    this.clock.answered?.();
  }

  // Each disc's load between 0 and the largest that any disc ever has as recorded.
  discShares() {
    const discs = Object.entries(this.answer.curves.loads).filter(([joint]) => /^[LT]\d/.test(joint));
    const most = Math.max(...discs.flatMap(([, [before]]) => before.filter((value) => value !== null)), 0.01);
    return Object.fromEntries(discs.map(([joint, [, after]]) => [joint, after.map((value) => (value ?? 0) / most)]));
  }

  showSliders() {
    if (!this.find(".lab-controls")) return;
    const target = this.target();
    for (const slider of this.all(".lab-slider input")) {
      const output = slider.parentElement.querySelector("output");
      if ("posture" in slider.dataset) {
        const [name, degrees] = this.posture.split("=");
        slider.value = name === slider.name ? degrees : "0";
        const shown = slider.value === "0" ? this.words.posture_as_recorded : `${Number(slider.value) > 0 ? "+" : "−"}${Math.abs(Number(slider.value))}°`;
        output.textContent = shown;
        slider.setAttribute("aria-valuetext", shown);
        output.toggleAttribute("data-moved", slider.value !== "0");
      } else {
        const value = this.changes.get(`${target}.${slider.name}`);
        slider.value = value === undefined ? slider.dataset.usual : String(Math.round(value * FULL));
        output.textContent = `${slider.value} %`;
        slider.setAttribute("aria-valuetext", output.textContent);
        output.toggleAttribute("data-moved", value !== undefined);
      }
    }
  }

  showChanges() {
    const chips = this.answer.changes.map((change) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.className = "tag";
      link.href = "#";
      link.dataset.undo = change.value;
      link.textContent = `${change.text} ✕`;
      link.setAttribute("aria-label", this.words.undo.replace("{change}", change.text));
      item.append(link);
      return item;
    });
    this.find("[data-changes]").replaceChildren(...chips);
    this.find("[data-none]").hidden = chips.length > 0;
    this.find("[data-kind]").hidden = chips.length === 0;
    this.find("[data-kind]").textContent = this.answer.kind_text;
    this.find("[data-cautions]").replaceChildren(...this.answer.cautions.map((text) => {
      const note = document.createElement("p");
      note.className = "notice warn";
      note.textContent = text;
      return note;
    }));
  }

  showTables() {
    const ledger = this.answer.ledger.map((row) => tableRow([row.muscle, row.side, row.before, row.after], row.change, row.direction, 2));
    if (!ledger.length) ledger.push(spanRow(this.words.ledger_none));
    this.find("[data-ledger] tbody").replaceChildren(...ledger);
    const loads = this.answer.loads.map((row) => tableRow([row.joint, row.before, row.after, row.after_weights], row.change, "", 1));
    this.find("[data-loads] tbody").replaceChildren(...loads);
  }

  showCharts() {
    if (!this.charts || !this.answer) return;
    const { groups, loads } = this.answer.curves, words = this.words;
    const lines = (key) => ["left", "right"].filter((side) => key(side)).map((side) => ({ side, label: words[side], before: key(side)[0], after: key(side)[1] }));
    this.charts.activation?.show(words.chart_activation.replace("{group}", this.data.groups[this.group]), lines((side) => groups[`${this.group}.${side}`]), words.axis_activation);
    this.charts.hips?.show(words.chart_hips, lines((side) => loads[`hip_${side}`]), words.axis_load);
    const disc = loads[this.disc];
    if (disc) this.charts.disc?.show(words.chart_disc.replace("{joint}", this.data.joints[this.disc]), [{ side: "disc", label: "", before: disc[0], after: disc[1] }], words.axis_load);
    this.follow();
  }

  wireFigureButtons() {
    for (const button of this.all("[data-camera]")) {
      button.addEventListener("click", () => {
        this.figure?.look(button.dataset.camera);
        this.clock.remember();
      });
    }
    this.find("[data-shown]")?.addEventListener("change", (event) => {
      this.figure?.showMuscles(event.target.value, this.group);
      this.clock.remember();
    });
    this.find("[data-disc]")?.addEventListener("change", (event) => {
      this.disc = event.target.value;
      this.showCharts();
      this.clock.remember();
    });
  }

  goTo(frame) {
    this.frame = Math.min(frame, this.scene.frames - 1);
    this.figure?.setFrame(this.frame);
    if (this.figure) this.root.dataset.updateMs = this.figure.updateMs.toFixed(3);
    this.follow();
  }

  follow() {
    for (const chart of Object.values(this.charts ?? {})) chart?.follow(this.frame);
  }

  viewPairs() {
    const pairs = [];
    if (this.figure) {
      const { aim, turn, rise, near } = this.figure.view;
      pairs.push([`${this.letter}view`, `${aim}_${turn.toFixed(2)}_${rise.toFixed(2)}_${near.toFixed(2)}`]);
      const shown = this.find("[data-shown]")?.value;
      if (shown && shown !== "near") pairs.push([`${this.letter}shown`, shown]);
    }
    return pairs;
  }
}

function tableRow(cells, change, direction, texts) {
  const row = document.createElement("tr");
  cells.forEach((text, i) => {
    const cell = document.createElement(i === 0 ? "th" : "td");
    if (i === 0) cell.scope = "row";
    if (i >= texts) cell.className = "number";
    cell.textContent = text;
    row.append(cell);
  });
  const last = document.createElement("td");
  last.className = "number";
  last.textContent = change;
  if (direction) {
    const word = document.createElement("span");
    word.className = "soft";
    word.textContent = ` ${direction}`;
    last.append(word);
  }
  row.append(last);
  return row;
}

function spanRow(text) {
  const row = document.createElement("tr"), cell = document.createElement("td");
  cell.colSpan = 5;
  cell.textContent = text;
  row.append(cell);
  return row;
}
