// All muscles as one mesh of tubes: thin at the tendons, thick at the belly, coloured by activation.

import { BufferAttribute, BufferGeometry, DynamicDrawUsage } from "../vendor/three-0.187.0.min.js";

const SIDES = 7;
const TENDON = 0.34;

export class Muscles {
  constructor(scene) {
    this.scene = scene;
    this.count = scene.muscles.length;
    this.stations = scene.stations;
    const vertices = this.count * this.stations * SIDES;
    this.places = new Float32Array(vertices * 3);
    this.normals = new Float32Array(vertices * 3);
    this.colours = new Uint8Array(vertices * 3);
    this.shown = new Uint8Array(this.count).fill(1);
    this.profile = Float32Array.from({ length: this.stations }, (_, k) => {
      const belly = Math.sin((Math.PI * k) / (this.stations - 1));
      return TENDON + (1 - TENDON) * Math.pow(belly, 0.8);
    });
    this.circle = Float32Array.from({ length: 2 * SIDES }, (_, i) => {
      const angle = (2 * Math.PI * (i >> 1)) / SIDES;
      return i % 2 ? Math.sin(angle) : Math.cos(angle);
    });
    this.geometry = this.makeGeometry();
  }

  makeGeometry() {
    const geometry = new BufferGeometry();
    const attribute = (name, array, isShare) => {
      const made = new BufferAttribute(array, 3, isShare);
      made.setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, made);
    };
    attribute("position", this.places, false);
    attribute("normal", this.normals, false);
    attribute("color", this.colours, true);
    const index = [];
    for (let m = 0; m < this.count; m += 1) {
      for (let r = 0; r + 1 < this.stations; r += 1) {
        for (let k = 0; k < SIDES; k += 1) {
          const a = (m * this.stations + r) * SIDES + k;
          const b = (m * this.stations + r) * SIDES + ((k + 1) % SIDES);
          index.push(a, b, a + SIDES, b, b + SIDES, a + SIDES);
        }
      }
    }
    geometry.setIndex(index);
    return geometry;
  }

  // Places every ring of every muscle for one frame. No allocation: this runs for each frame.
  place(frame) {
    const { stations, profile, circle, places, normals } = this;
    const points = this.scene.muscleStations;
    let out = 0;
    for (let m = 0; m < this.count; m += 1) {
      const start = (frame * this.count + m) * stations * 3;
      const radius = this.shown[m] ? this.scene.muscles[m].radius : 0;
      let nx = 0, ny = 0, nz = 0;
      for (let k = 0; k < stations; k += 1) {
        const i = start + 3 * k;
        const before = k > 0 ? i - 3 : i, after = k + 1 < stations ? i + 3 : i;
        let tx = points[after] - points[before], ty = points[after + 1] - points[before + 1], tz = points[after + 2] - points[before + 2];
        const length = Math.sqrt(tx * tx + ty * ty + tz * tz) || 1;
        tx /= length; ty /= length; tz /= length;
        if (k === 0) {
          if (Math.abs(ty) < 0.9) { nx = 0; ny = 1; nz = 0; } else { nx = 1; ny = 0; nz = 0; }
        }
        const dot = nx * tx + ny * ty + nz * tz;
        nx -= dot * tx; ny -= dot * ty; nz -= dot * tz;
        const size = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
        nx /= size; ny /= size; nz /= size;
        const bx = ty * nz - tz * ny, by = tz * nx - tx * nz, bz = tx * ny - ty * nx;
        const width = radius * profile[k];
        for (let s = 0; s < SIDES; s += 1) {
          const c = circle[2 * s], d = circle[2 * s + 1];
          const ux = c * nx + d * bx, uy = c * ny + d * by, uz = c * nz + d * bz;
          places[out] = points[i] + width * ux;
          places[out + 1] = points[i + 1] + width * uy;
          places[out + 2] = points[i + 2] + width * uz;
          normals[out] = ux; normals[out + 1] = uy; normals[out + 2] = uz;
          out += 3;
        }
      }
    }
    this.geometry.attributes.position.needsUpdate = true;
    this.geometry.attributes.normal.needsUpdate = true;
  }

  // Colours each muscle by its activation in a frame: bytes, frame by frame.
  paint(activations, frame, ramp) {
    const per = this.stations * SIDES * 3, colours = this.colours;
    for (let m = 0; m < this.count; m += 1) {
      const shade = 3 * activations[frame * this.count + m];
      const r = ramp[shade], g = ramp[shade + 1], b = ramp[shade + 2];
      for (let i = m * per, stop = i + per; i < stop; i += 3) {
        colours[i] = r; colours[i + 1] = g; colours[i + 2] = b;
      }
    }
    this.geometry.attributes.color.needsUpdate = true;
  }
}
