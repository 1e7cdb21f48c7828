// Plays and scrubs: one point in the movement for all panels of a page.

export class Clock {
  constructor(root, panels, remember) {
    this.root = root;
    this.panels = panels;
    this.onRemember = remember;
    this.frame = 0;
  }

  start() {
    this.slider = this.root.querySelector("[data-at]");
    this.text = this.root.querySelector("[data-at-text]");
    this.button = this.root.querySelector("[data-play]");
    this.words = this.panels[0].words;
    this.percents = this.panels[0].scene.percents;
    this.slider.max = String(this.percents.length - 1);
    this.slider.step = "1";
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.slider.addEventListener("change", () => this.remember());
    this.button.addEventListener("click", () => this.toggle());
    for (const step of this.root.querySelectorAll("[data-step]")) {
      step.addEventListener("click", () => {
        const count = this.percents.length;
        this.go((this.frame + Number(step.dataset.step) + count) % count);
        this.remember();
      });
    }
    const at = Number(new URLSearchParams(location.search).get("at") ?? 0);
    this.go(this.nearest(Number.isFinite(at) ? at : 0));
  }

  nearest(percent) {
    let best = 0;
    this.percents.forEach((each, i) => { if (Math.abs(each - percent) < Math.abs(this.percents[best] - percent)) best = i; });
    return best;
  }

  go(frame) {
    this.frame = frame;
    const shown = this.words.at_value.replace("{percent}", Math.round(this.percents[frame]));
    this.slider.value = String(frame);
    this.slider.setAttribute("aria-valuetext", shown);
    this.text.textContent = shown;
    // Another trial may have other frames: it shows the same percent.
    for (const panel of this.panels) panel.goTo(panel.scene.percents.length === this.percents.length ? frame : Math.round((frame / (this.percents.length - 1)) * (panel.scene.percents.length - 1)));
  }

  toggle() {
    this.isPlaying = !this.isPlaying;
    this.button.textContent = this.isPlaying ? this.words.pause : this.words.play;
    this.last = null;
    if (this.isPlaying) requestAnimationFrame((now) => this.tick(now));
    else this.remember();
  }

  tick(now) {
    if (!this.isPlaying) return;
    const speed = Number(this.root.querySelector("[data-speed]").value);
    const count = this.percents.length - 1;
    this.at = this.last === null ? this.frame : this.at + ((now - this.last) / 1000) * (speed / this.panels[0].scene.duration_s) * count;
    this.last = now;
    this.at %= count;
    const frame = Math.floor(this.at);
    if (frame !== this.frame) this.go(frame);
    requestAnimationFrame((next) => this.tick(next));
  }

  remember() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.onRemember(), 200);
  }
}
