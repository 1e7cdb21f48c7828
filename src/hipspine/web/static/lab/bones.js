// Reads the file of bones and puts each where the scene says; see lab_bones.py.

import { BufferAttribute, BufferGeometry, Mesh } from "../vendor/three-0.187.0.min.js";

// Meshes by the body that each belongs to. A mirror image has a scale below zero.
export async function readBones({ address, placed }, material) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`bones ${response.status}`);
  const geometries = unpackedFile(await response.arrayBuffer());
  const meshes = new Map();
  for (const { bone, body, scale, turn, at } of placed) {
    const mesh = new Mesh(geometries.get(bone), material);
    mesh.scale.set(...scale);
    mesh.rotation.z = turn;
    mesh.position.set(...at);
    meshes.set(body, [...(meshes.get(body) ?? []), mesh]);
  }
  return meshes;
}

function unpackedFile(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const told = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const bytes = new Uint8Array(buffer, 4 + length);
  let at = 0;
  const take = (count, perRow) => {
    const values = summed(bytes.subarray(at, at + 2 * count), perRow);
    at += 2 * count;
    return values;
  };
  return new Map(told.bones.map(({ name, points, triangles }) => {
    const places = Float32Array.from(new Int16Array(take(3 * points, 3).buffer), (step) => step / told.length_steps_per_m);
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(places, 3));
    geometry.setIndex(new BufferAttribute(take(3 * triangles, 1), 1));
    geometry.computeVertexNormals();
    return [name, geometry];
  }));
}

// Low bytes, then high bytes, of 16-bit differences from row to row.
function summed(bytes, perRow) {
  const count = bytes.length / 2;
  const sums = new Uint16Array(count);
  for (let i = 0; i < count; i += 1) {
    sums[i] = (i >= perRow ? sums[i - perRow] : 0) + (bytes[i] | (bytes[count + i] << 8));
  }
  return sums;
}
