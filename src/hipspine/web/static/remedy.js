// The timer of a remedy: it counts the chosen minutes once the question about the skin is answered.
import { timer } from "./timer.js";

const box = document.querySelector("[data-timer]");
if (box) {
  const minutes = box.querySelector("[data-minutes]");
  const [start, clock, refusal] = ["start", "clock", "refusal"].map((name) => box.querySelector(`[data-${name}]`));
  const answers = [...box.querySelectorAll("[data-gate]")];
  const answered = (value) => answers.filter((each) => each.value === value && each.checked).length;

  function show() {
    const isClosed = answered("yes") > 0;
    if (refusal) refusal.hidden = !isClosed;
    start.disabled = isClosed || answered("no") < answers.length / 2 || !minutes.checkValidity();
    box.dataset.work = minutes.valueAsNumber * 60;
    if (!box.dataset.phaseNow) clock.textContent = minutes.checkValidity() ? `${minutes.value}:00` : "";
  }
  for (const each of [...answers, minutes]) each.addEventListener("input", show);
  show();
  const hasSound = () => box.querySelector("[data-sound]").checked;
  timer(box, { words: document.getElementById("timer-words").dataset, hasSound });
}
