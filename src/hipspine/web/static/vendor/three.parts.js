// The parts of three.js that the movement lab draws with; see docs/how-to/rebuild-vendored-scripts.md.
export {
  AmbientLight, BufferAttribute, BufferGeometry, CircleGeometry, Color, DirectionalLight,
  DoubleSide, DynamicDrawUsage, FrontSide, Group, HemisphereLight, Matrix4, Mesh,
  MeshBasicMaterial, MeshLambertMaterial, MeshStandardMaterial, PerspectiveCamera, Quaternion,
  Scene, SphereGeometry, Vector3, WebGLRenderer,
} from "three";
