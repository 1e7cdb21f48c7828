// A session step by step: one exercise on the screen, timers for get ready, work and rest, with
// sound. Without scripts the same form stands on one page.
(() => {
  const form = document.getElementById("session");
  if (!form) return;
  const words = document.getElementById("session-words").dataset;
  const steps = [...form.querySelectorAll("[data-step]")];
  const place = document.getElementById("session-place");
  const [back, next] = ["[data-back]", "[data-next]"].map((name) => form.querySelector(name));
  const filled = (text, gaps) => text.replace(/\{(\w+)\}/g, (_, name) => gaps[name]);

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

  // Sound: made here, so that no file is needed; the browser allows it after the first click.
  let audio = null;
  function beep(pitch, seconds) {
    if (!form.querySelector("[data-sound]").checked) return;
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.2, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + seconds);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + seconds);
  }

  const CHANGE_OVER_S = 5;

  // The phases of one side: get ready, then work with rests between sets. Where there is one set, the
  // rest lies between its holds; in several sets holds follow each other after a short change-over.
  function phasesOf({ work, pieces, sets, rest, ready }) {
    const phases = [{ kind: "ready", seconds: ready, set: 1, piece: 1 }];
    for (let set = 1; set <= sets; set += 1) {
      for (let piece = 1; piece <= pieces; piece += 1) {
        phases.push({ kind: "work", seconds: work, set, piece });
        const isLast = set === sets && piece === pieces;
        const betweenHolds = sets === 1 ? rest : Math.min(rest, CHANGE_OVER_S);
        const pause = piece === pieces ? rest : betweenHolds;
        if (!isLast && pause > 0) phases.push({ kind: "rest", seconds: pause, set, piece });
      }
    }
    return phases;
  }

  const shownTime = (seconds) => {
    const whole = Math.ceil(seconds);
    return whole >= 60 ? `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}` : `${whole}`;
  };

  function timer(box) {
    const figure = (name) => Number(box.dataset[name]);
    const dose = Object.fromEntries(["work", "pieces", "sets", "rest", "ready"].map((n) => [n, figure(n)]));
    const part = (name) => box.querySelector(`[data-${name}]`);
    const [phaseName, clock, count, told] = ["phase", "clock", "count", "told"].map(part);
    const [start, pause, skip] = ["start", "pause", "skip"].map(part);
    let phases = [];
    let at = 0;
    let endsAt = 0;
    let left = 0;
    let ticking = null;
    let lastSecond = 0;

    function enter(number) {
      at = number;
      if (at >= phases.length) return finish();
      const phase = phases[at];
      endsAt = performance.now() + phase.seconds * 1000;
      lastSecond = Math.ceil(phase.seconds);
      phaseName.textContent = words[phase.kind];
      told.textContent = `${words[phase.kind]} ${shownTime(phase.seconds)}`;
      const of = (text, number_, total) => filled(text, { number: number_, count: total });
      const piece = dose.pieces > 1 ? ` · ${of(words.piece, phase.piece, dose.pieces)}` : "";
      count.textContent = of(words.set, phase.set, dose.sets) + piece;
      box.dataset.phaseNow = phase.kind;
      beep(phase.kind === "work" ? 880 : 523, 0.35);
      tick();
    }

    function tick() {
      left = (endsAt - performance.now()) / 1000;
      if (left <= 0) return enter(at + 1);
      const second = Math.ceil(left);
      if (second < lastSecond && second <= 3) beep(660, 0.1);
      lastSecond = second;
      clock.textContent = shownTime(left);
    }

    const run = () => (ticking = setInterval(tick, 100));
    const halt = () => {
      clearInterval(ticking);
      ticking = null;
    };

    function finish() {
      halt();
      phaseName.textContent = told.textContent = words.over;
      clock.textContent = "";
      pause.hidden = skip.hidden = true;
      start.hidden = false;
      box.dataset.phaseNow = "over";
      beep(1047, 0.6);
      form.elements.namedItem(box.dataset.done).checked = true;
    }

    start.addEventListener("click", () => {
      phases = phasesOf(dose);
      start.hidden = true;
      pause.hidden = skip.hidden = false;
      pause.focus();
      enter(0);
      run();
    });
    pause.addEventListener("click", () => {
      if (ticking) {
        halt();
        pause.textContent = words.resume;
      } else {
        endsAt = performance.now() + left * 1000;
        pause.textContent = words.pause;
        run();
      }
    });
    skip.addEventListener("click", () => {
      if (!ticking) {
        pause.textContent = words.pause;
        run();
      }
      enter(at + 1);
    });
  }

  form.querySelectorAll("[data-timer]").forEach(timer);
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
})();
