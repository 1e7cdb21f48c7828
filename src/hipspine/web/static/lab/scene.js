// Reads the scene file: description, muscle stations, body positions and turns; see lab_scene.py.

export async function readScene(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`scene ${response.status}`);
  const buffer = await response.arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  const scene = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const bytes = new Uint8Array(buffer, 4 + length);
  const frames = scene.percents.length;
  const perMuscles = scene.muscles.length * scene.stations * 3;
  const perBodies = scene.bodies.length;
  let at = 0;
  const take = (perFrame, steps) => {
    const count = frames * perFrame;
    const values = unpacked(bytes.subarray(at, at + 2 * count), perFrame, steps);
    at += 2 * count;
    return values;
  };
  scene.frames = frames;
  scene.muscleStations = take(perMuscles, scene.length_steps_per_m);
  scene.positions = take(perBodies * 3, scene.length_steps_per_m);
  scene.turns = take(perBodies * 4, scene.turn_steps);
  return scene;
}

// Low bytes, then high bytes, of 16-bit differences from frame to frame.
function unpacked(bytes, perFrame, steps) {
  const count = bytes.length / 2;
  const sums = new Int16Array(count);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i += 1) {
    const before = i >= perFrame ? sums[i - perFrame] : 0;
    sums[i] = before + (bytes[i] | (bytes[count + i] << 8));
    values[i] = sums[i] / steps;
  }
  return values;
}
