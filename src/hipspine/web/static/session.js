// A session step by step: one exercise on the screen, with timers. Without scripts the same form
// stands on one page.
import { filled, timer } from "./timer.js";

const form = document.getElementById("session");
if (form) {
  const words = document.getElementById("timer-words").dataset;
  const steps = [...form.querySelectorAll("[data-step]")];
  const place = document.getElementById("session-place");
  const [back, next] = ["[data-back]", "[data-next]"].map((name) => form.querySelector(name));

  let current = 0;
  function show(number, { focus } = { focus: true }) {
    current = Math.min(Math.max(number, 0), steps.length - 1);
    steps.forEach((step, index) => (step.hidden = index !== current));
    place.textContent = filled(form.dataset.place, { number: current + 1, count: steps.length });
    back.hidden = current === 0;
    next.hidden = current === steps.length - 1;
    if (focus) {
      steps[current].querySelector("h2").focus();
      window.scrollTo({ top: 0 });
    }
  }

  const hasSound = () => form.querySelector("[data-sound]").checked;
  for (const box of form.querySelectorAll("[data-timer]")) {
    const tick = () => (form.elements.namedItem(box.dataset.done).checked = true);
    timer(box, { words, hasSound, whenOver: tick });
  }
  back.addEventListener("click", () => show(current - 1));
  next.addEventListener("click", () => show(current + 1));
  // Enter in a field goes on instead of sending an unfinished session.
  form.addEventListener("keydown", (event) => {
    const inField = event.target.matches("input:not([type=checkbox])");
    if (event.key !== "Enter" || !inField || current === steps.length - 1) return;
    event.preventDefault();
    show(current + 1);
  });
  const problem = form.querySelector('[aria-invalid="true"]');
  const withProblem = steps.findIndex((step) => problem && step.contains(problem));
  show(Math.max(withProblem, 0), { focus: withProblem >= 0 });
}
