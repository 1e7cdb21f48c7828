// Moves the figures before and after together: one place in the motion for both.

const scene = JSON.parse(document.querySelector("[data-scene]").textContent);
const drawings = [...document.querySelectorAll("[data-figures] svg")];
const paths = drawings.map((drawing) => [...drawing.querySelectorAll("path")]);
const button = document.querySelector("[data-play]");
const place = document.querySelector("[data-place]");
const words = { play: button.textContent, stop: button.dataset.stop };
let began = null;

// The still pictures stand in for the moving ones where no script runs.
document.querySelector("[data-stills]").open = false;

place.addEventListener("input", () => {
  pause();
  draw(Number(place.value));
});
button.addEventListener("click", () => (began === null ? play() : pause()));

// Whoever has asked for less motion starts it by hand.
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) play();

function play() {
  began = performance.now() - (1000 * scene.seconds * Number(place.value)) / scene.frames;
  button.textContent = words.stop;
  requestAnimationFrame(step);
}

function pause() {
  began = null;
  button.textContent = words.play;
}

function step(now) {
  if (began === null) return;
  // A frame may be timed a little before the moment at which it was asked for.
  const part = (Math.max(now - began, 0) / (1000 * scene.seconds)) % 1;
  const frame = Math.min(Math.floor(part * scene.frames), scene.frames - 1);
  place.value = frame;
  draw(frame);
  requestAnimationFrame(step);
}

function draw(frame) {
  scene.figures.forEach((figure, which) => {
    figure.forEach((drawn, part) => paths[which][part].setAttribute("d", drawn[frame]));
  });
}
