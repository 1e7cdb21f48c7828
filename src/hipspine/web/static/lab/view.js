// The page of one trial: a permanent address for what is seen, and a picture of it.

import { Clock } from "./clock.js";
import { Panel } from "./panel.js";
import { savePicture } from "./picture.js";

const root = document.querySelector("[data-lab]");
const panel = new Panel(root);

function address() {
  const query = new URLSearchParams([...panel.pairs(), ...panel.viewPairs()]);
  query.set("group", panel.group);
  if (panel.disc !== "L5_S1") query.set("disc", panel.disc);
  query.set("at", String(Math.round(panel.scene.percents[panel.frame])));
  return `${location.pathname}?${query}`;
}

function remember() {
  history.replaceState(null, "", address());
  const compare = new URLSearchParams([["a", panel.data.trial], ["b", panel.data.trial], ...panel.pairs("b")]);
  root.querySelector("[data-compare]").href = `/lab/compare?${compare}`;
}

const clock = new Clock(root, [panel], remember);
await panel.start(clock);
clock.start();
if (panel.changes.size || panel.posture) remember();

// Another repetition opens with the same changes and from the same side.
for (const link of document.querySelectorAll("[data-repetition]")) {
  link.addEventListener("click", () => {
    const query = new URLSearchParams(address().split("?")[1]);
    if (link.dataset.repetition !== "1") query.delete("posture");
    link.search = String(query);
  });
}

const note = root.querySelector("[data-note]");
root.querySelector("[data-link]").addEventListener("click", async () => {
  remember();
  try {
    await navigator.clipboard.writeText(location.href);
    note.textContent = panel.words.link_done;
  } catch {
    // Without leave to use the clipboard the address bar holds the same link.
    note.textContent = location.href;
  }
});
root.querySelector("[data-picture]").addEventListener("click", () => savePicture(panel));
