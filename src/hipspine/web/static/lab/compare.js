// Two panels side by side, one clock and one camera for both.

import { Clock } from "./clock.js";
import { Panel } from "./panel.js";

const root = document.querySelector("[data-pair]");
const panels = [...root.querySelectorAll("[data-lab]")].map((each) => new Panel(each, each.dataset.letter));

const clock = new Clock(root, panels, () => {
  const query = new URLSearchParams();
  for (const panel of panels) {
    query.set(panel.letter, panel.data.trial);
    for (const [name, value] of [...panel.pairs(), ...panel.viewPairs()]) query.append(name, value);
  }
  query.set("at", String(Math.round(panels[0].scene.percents[panels[0].frame])));
  history.replaceState(null, "", `${location.pathname}?${query}`);
});

clock.answered = () => {
  if (!panels.every((panel) => panel.answer)) return;
  const [a, b] = panels.map((panel) => panel.answer.curves.loads);
  for (const row of document.querySelectorAll("[data-pairs] tr")) {
    const joint = row.dataset.joint;
    const peaks = [a, b].map((loads) => Math.max(...loads[joint][1].filter((value) => value !== null)));
    const cells = row.querySelectorAll("td");
    const number = (value) => value.toFixed(2).replace("-", "−").replace(".", panels[0].words.decimal);
    const change = peaks[1] - peaks[0];
    cells[0].textContent = number(peaks[0]);
    cells[1].textContent = number(peaks[1]);
    cells[2].textContent = `${change >= 0.005 ? "+" : ""}${Math.abs(change) < 0.005 ? number(0) : number(change)}`;
  }
};

await Promise.all(panels.map((panel) => panel.start(clock)));
clock.start();
for (const panel of panels) {
  panel.root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-camera]");
    const other = panels.find((each) => each !== panel);
    // Both are seen from the same place, else the eye compares two views.
    if (button && other.figure) {
      Object.assign(other.figure.view, panel.figure.view);
      other.figure.draw();
    }
  });
}
