// Draws the body: bones once, muscles for each frame, a camera that buttons or a finger move.

import {
  Color, DirectionalLight, DoubleSide, Group, HemisphereLight, Mesh, MeshBasicMaterial,
  MeshLambertMaterial, MeshStandardMaterial, CircleGeometry, PerspectiveCamera, Scene, WebGLRenderer,
} from "../vendor/three-0.187.0.min.js";
import { readBones } from "./bones.js";
import { Muscles } from "./muscles.js";
import { Solid } from "./solids.js";

const NEAR_GROUPS = new Set([
  "gluteus_maximus", "gluteus_medius", "gluteus_minimus", "piriformis", "deep_rotators",
  "tensor_fasciae_latae", "hamstrings", "adductors", "gracilis", "sartorius", "iliacus", "psoas",
  "rectus_femoris", "iliocostalis", "longissimus", "multifidus", "quadratus_lumborum",
  "rectus_abdominis", "external_oblique", "internal_oblique",
]);

// Where the camera looks: the pelvis' own height, or the middle of the body.
const AIMS = { pelvis: { height: null, away: 1.35 }, body: { height: 0.87, away: 3.75 } };
const ARMS = /^(humerus|ulna|radius|hand)_/;
const TURNS = { front: Math.PI / 2, back: -Math.PI / 2, right: 0, left: Math.PI };

const LIGHT = { ground: "#eef3f4", floor: "#dde6e8", bone: "#efe6d2", rest: "#d9b8a8", half: "#d9583b", full: "#5e0f2b", disc: ["#9fc3cf", "#12495e"] };
const DARK = { ground: "#141d25", floor: "#1d2831", bone: "#cfc6b1", rest: "#77615c", half: "#e2683f", full: "#ffe39a", disc: ["#2f5868", "#a9e4f7"] };

export class Figure {
  constructor(canvas, scene) {
    this.canvas = canvas;
    this.scene = scene;
    this.renderer = new WebGLRenderer({ canvas, antialias: true });
    this.world = new Scene();
    this.camera = new PerspectiveCamera(30, 1, 0.05, 30);
    this.view = { aim: "pelvis", turn: TURNS.right - 0.6, rise: 0.12, near: 1 };
    this.frame = 0;
    this.updates = [];
    this.addLights();
    this.addBodies();
    this.addScannedBones();
    this.muscles = new Muscles(scene);
    this.skin = new MeshLambertMaterial({ vertexColors: true });
    const mesh = new Mesh(this.muscles.geometry, this.skin);
    mesh.frustumCulled = false;
    this.world.add(mesh);
    this.activations = new Uint8Array(scene.frames * scene.muscles.length);
    this.discShares = {};
    this.setTheme();
    this.showMuscles("near", "");
    this.followFingers();
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement);
    this.resize();
  }

  addLights() {
    this.world.add(new HemisphereLight(0xffffff, 0xb9c3c8, 2.1));
    this.lamp = new DirectionalLight(0xffffff, 1.5);
    this.world.add(this.lamp, this.lamp.target);
  }

  addBodies() {
    this.bone = new MeshStandardMaterial({ roughness: 0.75, side: DoubleSide });
    this.discs = [];
    this.parts = this.scene.bodies.map((name) => {
      const part = new Group();
      const bones = new Solid();
      for (const shape of this.scene.shapes) {
        if (shape.body !== name) continue;
        if (shape.joint) part.add(this.disc(shape));
        else bones.add(shape);
      }
      if (bones.count) {
        part.drawn = new Mesh(bones.geometry(), this.bone);
        part.add(part.drawn);
      }
      this.world.add(part);
      return part;
    });
    this.floor = new Mesh(new CircleGeometry(1.1, 64), new MeshBasicMaterial());
    this.floor.rotation.x = -Math.PI / 2;
    this.floor.position.y = this.scene.floor_m - 0.012;
    this.world.add(this.floor);
  }

  // Scanned bones, where the server has them, take the place of the drawn ones.
  async addScannedBones() {
    if (!this.scene.bones) return;
    let meshes;
    try {
      meshes = await readBones(this.scene.bones, this.bone);
    } catch {
      return; // The drawn bones stay.
    }
    this.scene.bodies.forEach((name, b) => {
      if (!meshes.has(name)) return;
      const part = this.parts[b];
      if (part.drawn) part.remove(part.drawn);
      part.add(...meshes.get(name));
    });
    this.onBones?.();
    this.draw();
  }

  disc(shape) {
    const solid = new Solid();
    solid.add(shape);
    const mesh = new Mesh(solid.geometry(), new MeshStandardMaterial({ roughness: 0.6 }));
    this.discs.push({ joint: shape.joint, mesh });
    return mesh;
  }

  setTheme() {
    const page = document.documentElement.dataset.theme;
    const isDark = page === "dark" || (page !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    this.colours = isDark ? DARK : LIGHT;
    this.world.background = new Color(this.colours.ground);
    this.floor.material.color.set(this.colours.floor);
    this.bone.color.set(this.colours.bone);
    this.ramp = ramp([this.colours.rest, this.colours.half, this.colours.full]);
    this.draw();
  }

  // activations: bytes for each frame and muscle; discShares: 0 to 1 for each frame, by joint.
  setAnswer(activations, discShares) {
    this.activations = activations;
    this.discShares = discShares;
    this.setFrame(this.frame);
  }

  setFrame(frame) {
    const began = performance.now();
    this.frame = frame;
    this.placeBodies(frame);
    this.muscles.place(frame);
    this.muscles.paint(this.activations, frame, this.ramp);
    this.paintDiscs(frame);
    this.updates.push(performance.now() - began);
    if (this.updates.length > 120) this.updates.shift();
    this.draw();
  }

  // The lower quartile: whatever else the machine does can only make a frame look slower.
  get updateMs() {
    const sorted = [...this.updates].sort((a, b) => a - b);
    return sorted.length ? sorted[sorted.length >> 2] : 0;
  }

  placeBodies(frame) {
    const { positions, turns } = this.scene, count = this.parts.length;
    for (let b = 0; b < count; b += 1) {
      const p = 3 * (frame * count + b), q = 4 * (frame * count + b);
      this.parts[b].position.set(positions[p], positions[p + 1], positions[p + 2]);
      this.parts[b].quaternion.set(turns[q], turns[q + 1], turns[q + 2], turns[q + 3]).normalize();
    }
  }

  paintDiscs(frame) {
    const [low, high] = this.colours.disc.map((colour) => new Color(colour));
    for (const { joint, mesh } of this.discs) {
      const share = this.discShares[joint] ? this.discShares[joint][frame] || 0 : 0;
      mesh.material.color.copy(low).lerp(high, Math.min(1, Math.max(0, share)));
    }
  }

  // which: near, all or one
  showMuscles(which, group) {
    this.scene.muscles.forEach((muscle, m) => {
      const isNear = NEAR_GROUPS.has(muscle.group);
      this.muscles.shown[m] = which === "all" || (which === "one" ? muscle.group === group : isNear) ? 1 : 0;
    });
    this.setFrame(this.frame);
  }

  look(name) {
    if (name in TURNS) Object.assign(this.view, { turn: TURNS[name], rise: 0.05 });
    else if (name in AIMS) Object.assign(this.view, { aim: name, near: 1 });
    else this.nudge(name);
    this.draw();
  }

  nudge(name) {
    const view = this.view, step = Math.PI / 12;
    if (name === "turn_left") view.turn -= step;
    if (name === "turn_right") view.turn += step;
    if (name === "up") view.rise = Math.min(view.rise + step, 1.4);
    if (name === "down") view.rise = Math.max(view.rise - step, -0.9);
    if (name === "nearer") view.near = Math.max(view.near / 1.25, 0.35);
    if (name === "farther") view.near = Math.min(view.near * 1.25, 2.5);
  }

  followFingers() {
    let last = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      last = event;
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      this.view.turn += (event.clientX - last.clientX) * 0.008;
      this.view.rise = Math.min(1.4, Math.max(-0.9, this.view.rise + (event.clientY - last.clientY) * 0.006));
      last = event;
      this.draw();
      this.onView?.();
    });
    for (const end of ["pointerup", "pointercancel"]) this.canvas.addEventListener(end, () => { last = null; });
  }

  resize() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    if (!box.width || !box.height) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.setSize(box.width, box.height, false);
    this.camera.aspect = box.width / box.height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.drawNow();
    });
  }

  drawNow() {
    const { aim, turn, rise, near } = this.view, rule = AIMS[aim];
    // Seen from the side, arms would hang before the pelvis.
    this.parts.forEach((part, b) => { part.visible = aim !== "pelvis" || !ARMS.test(this.scene.bodies[b]); });
    const height = rule.height === null ? this.pelvisHeight() : rule.height;
    // A narrow window needs more distance to hold the same width.
    const away = rule.away * near * Math.max(1, (aim === "pelvis" ? 1 : 0.62) / this.camera.aspect);
    const flat = Math.cos(rise) * away;
    // Turn 0 looks from the right side, a quarter turn more from the front: X is forward, Z right.
    const x = Math.sin(turn) * flat, z = Math.cos(turn) * flat;
    this.camera.position.set(x - 0.06, height + Math.sin(rise) * away, z);
    this.camera.lookAt(-0.06, height, 0);
    this.lamp.position.set(x + 0.6 * z, height + 1.6, z - 0.6 * x);
    this.lamp.target.position.set(0, height, 0);
    this.renderer.render(this.world, this.camera);
  }

  pelvisHeight() {
    const row = this.scene.bodies.indexOf("pelvis");
    return row < 0 ? 0.9 : this.scene.positions[3 * row + 1] - 0.02;
  }

  // The picture on the screen, drawn now so that the buffer still holds it.
  picture() {
    this.drawNow();
    return this.canvas;
  }
}

function ramp(stops) {
  const colours = stops.map((stop) => new Color(stop));
  const bytes = new Uint8Array(256 * 3);
  const mixed = new Color();
  for (let i = 0; i < 256; i += 1) {
    // Most activations are low; a root spreads them over the ramp, and the legend is drawn alike.
    const at = Math.pow(i / 255, 0.7) * (colours.length - 1), k = Math.min(Math.floor(at), colours.length - 2);
    mixed.copy(colours[k]).lerp(colours[k + 1], at - k);
    bytes.set([mixed.r * 255, mixed.g * 255, mixed.b * 255], 3 * i);
  }
  return bytes;
}

export function legendStops(colours) {
  return [0, 0.1, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = Math.pow(share, 0.7) * 2, k = Math.min(Math.floor(at), 1);
    const stops = [colours.rest, colours.half, colours.full].map((stop) => new Color(stop));
    return [share, `#${stops[k].clone().lerp(stops[k + 1], at - k).getHexString()}`];
  });
}
