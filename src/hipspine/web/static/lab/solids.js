// Turns the model's shapes into triangles: tubes, ellipsoids and plates in a body's own frame.

import { BufferAttribute, BufferGeometry } from "../vendor/three-0.187.0.min.js";

const SIDES = 12;
const SMOOTH = 5;

export class Solid {
  constructor() {
    this.points = [];
    this.triangles = [];
  }

  add(shape) {
    if (shape.kind === "tube") this.tube(shape.points, shape.radii);
    else if (shape.kind === "ellipsoid") this.ellipsoid(shape.points, shape.radii, shape.turn);
    else this.plate(shape.points, shape.radii[0]);
  }

  get count() {
    return this.points.length / 3;
  }

  tube(flat, radii) {
    const { points, widths } = smoothed(flat, radii);
    const rings = [...capRings(points, widths, true), ...bodyRings(points, widths), ...capRings(points, widths, false)];
    const first = this.count;
    let normal = null;
    for (const ring of rings) {
      const frame = crossFrame(ring.along, normal);
      normal = frame.normal;
      for (let k = 0; k < SIDES; k += 1) {
        const angle = (2 * Math.PI * k) / SIDES;
        const c = Math.cos(angle) * ring.width, s = Math.sin(angle) * ring.width;
        for (let axis = 0; axis < 3; axis += 1) {
          this.points.push(ring.centre[axis] + c * frame.normal[axis] + s * frame.side[axis]);
        }
      }
    }
    this.strips(first, rings.length, SIDES);
  }

  ellipsoid(centre, radii, turn) {
    const rows = 9, first = this.count;
    for (let i = 0; i <= rows; i += 1) {
      const polar = (Math.PI * i) / rows;
      for (let k = 0; k < SIDES; k += 1) {
        const angle = (2 * Math.PI * k) / SIDES;
        const place = [
          radii[0] * Math.sin(polar) * Math.cos(angle),
          radii[1] * Math.cos(polar),
          radii[2] * Math.sin(polar) * Math.sin(angle),
        ];
        const turned = turn ? rotated(place, turn) : place;
        this.points.push(centre[0] + turned[0], centre[1] + turned[1], centre[2] + turned[2]);
      }
    }
    this.strips(first, rows + 1, SIDES);
  }

  // A curved sheet between a rim and its middle, with two faces a thickness apart.
  plate(flat, thickness) {
    const all = triples(flat);
    const middle = all.pop();
    const rim = closedCurve(all, 4);
    const outward = planeNormal(rim, middle);
    for (const face of [1, -1]) {
      const shift = outward.map((part) => (part * thickness * face) / 2);
      const first = this.count, rings = 5;
      for (let r = 0; r < rings; r += 1) {
        const share = r / (rings - 1);
        for (const point of rim) {
          for (let axis = 0; axis < 3; axis += 1) {
            // The sheet bulges a little: straight rays would make a cone of it.
            const ray = point[axis] + (middle[axis] - point[axis]) * share;
            this.points.push(ray + shift[axis] * (1 + share));
          }
        }
      }
      this.strips(first, rings, rim.length, face < 0);
    }
  }

  strips(first, rings, sides, flip = false) {
    for (let r = 0; r + 1 < rings; r += 1) {
      for (let k = 0; k < sides; k += 1) {
        const a = first + r * sides + k, b = first + r * sides + ((k + 1) % sides);
        const c = a + sides, d = b + sides;
        if (flip) this.triangles.push(a, c, b, b, c, d);
        else this.triangles.push(a, b, c, b, d, c);
      }
    }
  }

  geometry() {
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(new Float32Array(this.points), 3));
    geometry.setIndex(this.triangles);
    geometry.computeVertexNormals();
    return geometry;
  }
}

function triples(flat) {
  const points = [];
  for (let i = 0; i < flat.length; i += 3) points.push([flat[i], flat[i + 1], flat[i + 2]]);
  return points;
}

function curvePoint(p, t) {
  const [a, b, c, d] = p;
  return b.map((_, axis) => {
    const [w, x, y, z] = [a[axis], b[axis], c[axis], d[axis]];
    return 0.5 * (2 * x + (y - w) * t + (2 * w - 5 * x + 4 * y - z) * t * t + (3 * x - w - 3 * y + z) * t * t * t);
  });
}

// A Catmull-Rom curve through the points, its widths in between.
function smoothed(flat, radii) {
  const given = triples(flat);
  if (given.length < 3) return { points: given, widths: [...radii] };
  const points = [], widths = [];
  for (let i = 0; i + 1 < given.length; i += 1) {
    const near = [given[Math.max(i - 1, 0)], given[i], given[i + 1], given[Math.min(i + 2, given.length - 1)]];
    for (let s = 0; s < SMOOTH; s += 1) {
      const t = s / SMOOTH, ease = t * t * (3 - 2 * t);
      points.push(curvePoint(near, t));
      widths.push(radii[i] + (radii[i + 1] - radii[i]) * ease);
    }
  }
  points.push(given[given.length - 1]);
  widths.push(radii[radii.length - 1]);
  return { points, widths };
}

function closedCurve(given, per) {
  const n = given.length, points = [];
  for (let i = 0; i < n; i += 1) {
    const near = [given[(i + n - 1) % n], given[i], given[(i + 1) % n], given[(i + 2) % n]];
    for (let s = 0; s < per; s += 1) points.push(curvePoint(near, s / per));
  }
  return points;
}

function bodyRings(points, widths) {
  return points.map((centre, i) => ({
    centre,
    width: widths[i],
    along: direction(points[Math.max(i - 1, 0)], points[Math.min(i + 1, points.length - 1)]),
  }));
}

function capRings(points, widths, isStart) {
  const end = isStart ? 0 : points.length - 1;
  const next = isStart ? 1 : points.length - 2;
  const out = direction(points[next], points[end]);
  const along = isStart ? out.map((part) => -part) : out;
  const rings = [];
  for (const share of [0.999, 0.85, 0.5]) {
    const centre = points[end].map((part, axis) => part + out[axis] * widths[end] * share);
    rings.push({ centre, width: widths[end] * Math.sqrt(1 - share * share), along });
  }
  return isStart ? rings : rings.reverse();
}

function direction(from, to) {
  const d = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const length = Math.hypot(...d) || 1;
  return d.map((part) => part / length);
}

function cross(a, b) {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function crossFrame(along, before) {
  const guess = before || (Math.abs(along[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0]);
  const dot = guess[0] * along[0] + guess[1] * along[1] + guess[2] * along[2];
  const normal = direction([0, 0, 0], guess.map((part, axis) => part - dot * along[axis]));
  return { normal, side: cross(along, normal) };
}

function planeNormal(rim, middle) {
  const sum = [0, 0, 0];
  rim.forEach((point, i) => {
    const next = rim[(i + 1) % rim.length];
    const face = cross(direction(middle, point), direction(middle, next));
    for (let axis = 0; axis < 3; axis += 1) sum[axis] += face[axis];
  });
  return direction([0, 0, 0], sum);
}

function rotated(v, [x, y, z, w]) {
  const t = cross([x, y, z], v).map((part) => 2 * part);
  const u = cross([x, y, z], t);
  return v.map((part, axis) => part + w * t[axis] + u[axis]);
}
