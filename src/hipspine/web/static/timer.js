// A timer with sound: get ready, then work with rests between sets; or a time counted down.

export const filled = (text, gaps) => text.replace(/\{(\w+)\}/g, (_, name) => gaps[name]);

// Sound: made here, so that no file is needed; the browser allows it after the first click.
let audio = null;
function beep(pitch, seconds) {
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
  const phases = ready > 0 ? [{ kind: "ready", seconds: ready, set: 1, piece: 1 }] : [];
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

// A dark screen would stop the clock of a phone; where it cannot be kept on, the timer runs all the same.
function screenKeptOn() {
  let lock = null;
  return {
    async keep() {
      lock ??= await navigator.wakeLock?.request("screen").catch(() => null);
    },
    release() {
      lock?.release();
      lock = null;
    },
  };
}

/**
 * Let a box with start, pause and skip count what its data say: work, pieces, sets, rest and ready, in
 * seconds or counts, read anew at each start.
 */
export function timer(box, { words, hasSound, whenOver }) {
  const figure = (name) => Number(box.dataset[name]);
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [phaseName, clock, count, told] = ["phase", "clock", "count", "told"].map(part);
  const [start, pause, skip] = ["start", "pause", "skip"].map(part);
  const screen = screenKeptOn();
  const sound = (pitch, seconds) => hasSound() && beep(pitch, seconds);
  let dose = {};
  let phases = [];
  let at = 0;
  let endsAt = 0;
  let left = 0;
  let ticking = null;
  let lastSecond = 0;

  function placed(phase) {
    const of = (text, number, total) => filled(text, { number, count: total });
    const set = dose.sets > 1 || dose.pieces > 1 || dose.ready > 0 ? of(words.set, phase.set, dose.sets) : "";
    return dose.pieces > 1 ? `${set} · ${of(words.piece, phase.piece, dose.pieces)}` : set;
  }

  function enter(number) {
    at = number;
    if (at >= phases.length) return finish();
    const phase = phases[at];
    // By the clock of the day: it goes on while a machine sleeps.
    endsAt = Date.now() + phase.seconds * 1000;
    lastSecond = Math.ceil(phase.seconds);
    phaseName.textContent = words[phase.kind];
    told.textContent = `${words[phase.kind]} ${shownTime(phase.seconds)}`;
    count.textContent = placed(phase);
    box.dataset.phaseNow = phase.kind;
    sound(phase.kind === "work" ? 880 : 523, 0.35);
    tick();
  }

  function tick() {
    left = (endsAt - Date.now()) / 1000;
    if (left <= 0) return enter(at + 1);
    const second = Math.ceil(left);
    if (second < lastSecond && second <= 3) sound(660, 0.1);
    if (second < lastSecond && second % 60 === 0) told.textContent = filled(words.left, { minutes: second / 60 });
    lastSecond = second;
    clock.textContent = shownTime(left);
  }

  function run() {
    ticking = setInterval(tick, 100);
    screen.keep();
  }

  function halt() {
    clearInterval(ticking);
    ticking = null;
    screen.release();
  }

  function finish() {
    halt();
    phaseName.textContent = told.textContent = words.over;
    clock.textContent = "";
    pause.hidden = true;
    if (skip) skip.hidden = true;
    start.hidden = false;
    box.dataset.phaseNow = "over";
    sound(1047, 0.6);
    whenOver?.();
  }

  function goOn() {
    pause.textContent = words.pause;
    run();
  }

  start.addEventListener("click", () => {
    dose = Object.fromEntries(["work", "pieces", "sets", "rest", "ready"].map((name) => [name, figure(name)]));
    phases = phasesOf(dose);
    start.hidden = true;
    pause.hidden = false;
    if (skip) skip.hidden = false;
    pause.focus();
    enter(0);
    run();
  });
  pause.addEventListener("click", () => {
    if (ticking) {
      halt();
      pause.textContent = words.resume;
    } else {
      endsAt = Date.now() + left * 1000;
      goOn();
    }
  });
  skip?.addEventListener("click", () => {
    if (!ticking) goOn();
    enter(at + 1);
  });
}
