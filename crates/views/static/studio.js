// The light of the stills, on the graphics card: every lamp is many directions, each with a small map of what it sees.
// The recipe and its numbers are those of the renderer that takes the stills (crate `render`, studio/rig.rs and
// studio/shade.rs); change them there and here, or the turning object no longer looks like its picture.
const SKY = 26; // directions that the sky is made of
const KEY = 20; // the large lamp
const LAMPS = SKY + KEY + 2; // fill and rim throw no shadow that anybody sees: one map each
const MAP_PX = 256;
const COLUMNS = 8;
const ROWS = LAMPS / COLUMNS;
const GOLDEN = 2.3999632; // turns points evenly over a disc or a dome
const PLASTER = [0.82, 0.78, 0.72];

const PLACE = /* glsl */ `
uniform vec4 rows[${LAMPS * 3}];
vec3 seen(int lamp, vec3 point) {
  vec4 place = vec4(point, 1.0);
  return vec3(dot(rows[lamp * 3], place), dot(rows[lamp * 3 + 1], place), dot(rows[lamp * 3 + 2], place));
}`;

const LIGHT = /* glsl */ `
precision highp sampler2DShadow;
uniform sampler2DShadow maps;
uniform float reach;
${PLACE}
vec3 towards(int lamp) { return rows[lamp * 3 + 2].xyz * reach; }
float lit(int lamp, vec3 point) {
  vec3 place = seen(lamp, point);
  if (max(abs(place.x), abs(place.y)) > 0.985) return 1.0;
  vec2 cell = vec2(lamp % ${COLUMNS}, lamp / ${COLUMNS});
  vec2 texel = (cell + place.xy * 0.5 + 0.5) / vec2(${COLUMNS}.0, ${ROWS}.0);
  return texture(maps, vec3(texel, clamp(0.5 - 0.5 * place.z, 0.0, 0.9999)));
}
float gather(int first, int count, vec3 point, vec3 normal) {
  float sum = 0.0;
  for (int lamp = first; lamp < first + count; lamp++) {
    float facing = dot(normal, towards(lamp));
    if (facing > 0.0) sum += facing * lit(lamp, point);
  }
  return sum;
}`;

const CUT = /* glsl */ `
uniform vec4 cut; // what lies beyond this plane is taken away; zero where nothing is
bool gone(vec3 point) { return dot(cut.xyz, point) > cut.w && cut.xyz != vec3(0.0); }`;

const SURFACE_VERTEX = /* glsl */ `
out vec3 at; out vec3 upright; out vec3 tint; out vec2 place;
uniform vec3 paint;
void main() {
  at = position; upright = normal; place = uv; tint = paint;
  #if defined(USE_COLOR) || defined(USE_COLOR_ALPHA)
  tint *= color.rgb;
  #endif
  gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0);
}`;

const SURFACE = /* glsl */ `
precision highp float;
in vec3 at; in vec3 upright; in vec3 tint; in vec2 place;
out vec4 pixel;
uniform vec3 lamp_light[3]; // key, fill, rim
uniform vec3 sky_light;
uniform vec3 hatch, sheet;
uniform float texel, ratio;
#ifdef PICTURE
uniform sampler2D picture;
#endif
${LIGHT}
${CUT}
vec3 thrown_back(float open, vec3 albedo) {
  vec3 a = albedo * 2.0404 - 0.3324, b = albedo * -4.7951 + 0.6417, c = albedo * 2.7552 + 0.6903;
  return max(((a * open + b) * open + c) * open, vec3(open));
}
vec3 from_sky(float seen, float up, vec3 albedo) {
  float down = 0.5 - 0.5 * up;
  float open = clamp(seen / max(1.0 - down, 0.05), 0.0, 1.0);
  vec3 sky = sky_light * (thrown_back(open, albedo) / max(open, 0.02)) * seen;
  vec3 own = albedo * (0.30 * (1.0 - open) * sqrt(open));
  return sky + own + vec3(1.0, 0.97, 0.93) * (0.22 * down + 0.05) * (0.3 + 0.7 * open);
}
vec3 film(vec3 light) {
  vec3 value = 1.0 - exp(light * -1.35);
  return mix(1.055 * pow(value, vec3(1.0 / 2.4)) - 0.055, 12.92 * value, lessThanEqual(value, vec3(0.0031308)));
}
void main() {
  if (gone(at)) discard;
  if (cut.xyz != vec3(0.0) && !gl_FrontFacing) { // The inside of the solid: hatched as a drawing hatches a section.
    float line = abs(fract((gl_FragCoord.x + gl_FragCoord.y) / (9.0 * ratio)) - 0.5) * 9.0;
    pixel = vec4(mix(hatch, sheet, smoothstep(0.35, 0.75, line)), 1.0);
    return;
  }
  vec3 albedo = tint;
  #ifdef PICTURE
  albedo *= texture(picture, place).rgb;
  #endif
  albedo = min(albedo, vec3(0.86));
  vec3 normal = normalize(gl_FrontFacing ? upright : -upright);
  vec3 point = at + normal * texel * 1.3;
  vec3 light = from_sky(gather(0, ${SKY}, point, normal) * (2.0 / ${SKY}.0), normal.y, albedo);
  light += lamp_light[0] * gather(${SKY}, ${KEY}, point, normal) / ${KEY}.0;
  light += lamp_light[1] * gather(${SKY + KEY}, 1, point, normal);
  light += lamp_light[2] * gather(${SKY + KEY + 1}, 1, point, normal);
  pixel = vec4(film(light * albedo), 1.0);
}`;

const GROUND_VERTEX = /* glsl */ `
out vec3 at;
void main() { at = position; gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0); }`;

const GROUND = /* glsl */ `
precision highp float;
in vec3 at;
out vec4 pixel;
uniform float sky_strength, key_strength, texel;
uniform vec2 frame;
${LIGHT}
float ease(float place, float width) { return smoothstep(0.0, width, place); }
void main() {
  vec3 up = vec3(0.0, 1.0, 0.0), point = at + up * texel * 0.6;
  float light = 0.0, bare = 0.0;
  for (int lamp = 0; lamp < ${SKY + KEY}; lamp++) {
    float share = towards(lamp).y * (lamp < ${SKY} ? sky_strength * 2.0 / ${SKY}.0 : key_strength / ${KEY}.0);
    bare += share;
    light += share * lit(lamp, point);
  }
  float dark = 1.0 - pow(clamp(light / bare, 0.0, 1.0), 1.0 / 2.2);
  vec2 place = gl_FragCoord.xy / frame;
  float fade = ease(place.x, 0.10) * ease(1.0 - place.x, 0.02) * ease(place.y, 0.10) * ease(1.0 - place.y, 0.10);
  pixel = vec4(0.012, 0.010, 0.008, max(dark - 0.025, 0.0) / 0.975 * 0.98 * fade);
}`;

const MAP_VERTEX = /* glsl */ `
uniform int lamp;
out vec3 at;
${PLACE}
void main() { at = position; gl_Position = vec4(seen(lamp, position) * vec3(1.0, 1.0, -1.0), 1.0); }`;
const MAP_PIXEL = /* glsl */ `
precision highp float;
in vec3 at;
${CUT}
void main() { if (gone(at)) discard; }`;
const LINES = /* glsl */ `
precision highp float;
in vec3 at;
out vec4 pixel;
uniform vec3 hatch;
${CUT}
void main() { if (gone(at)) discard; pixel = vec4(hatch, 0.55); }`;

/** Directions of one lamp as the renderer deals them: even over a disc round `middle`. */
function disc(three, middle, spread, count) {
  const aside = Math.abs(middle.y) > 0.9 ? new three.Vector3(1, 0, 0) : new three.Vector3(0, 1, 0);
  const u = aside.cross(middle).normalize();
  const v = middle.clone().cross(u);
  return Array.from({ length: count }, (_, index) => {
    const radius = Math.sqrt((index + 0.5) / count) * spread;
    return middle.clone().addScaledVector(u, radius * Math.cos(index * GOLDEN)).addScaledVector(v, radius * Math.sin(index * GOLDEN)).normalize();
  });
}

const dome = (three) =>
  Array.from({ length: SKY }, (_, index) => {
    const up = (index + 0.5) / SKY;
    const level = Math.sqrt(1 - up * up);
    return new three.Vector3(level * Math.cos(index * GOLDEN), up, -level * Math.sin(index * GOLDEN));
  });

export class Studio {
  /** `parts`: geometries in the scene's own axes, y up, each with its material and whether the file paints it. */
  constructor(three, renderer, parts, bounds, lights) {
    Object.assign(this, { three, renderer });
    const lamp = (kind) => lights.find((light) => light.kind === kind);
    const middle = (kind) => new three.Vector3(...lamp(kind).from).normalize();
    const shine = (kind) => new three.Vector3(...lamp(kind).colour).multiplyScalar(lamp(kind).strength);
    const centre = bounds.getCenter(new three.Vector3());
    const reach = (bounds.getSize(new three.Vector3()).length() / 2) * 1.03;
    const directions = [...dome(three), ...disc(three, middle("key"), lamp("key").spread, KEY), middle("fill"), middle("rim")];
    this.maps = new three.WebGLRenderTarget(MAP_PX * COLUMNS, MAP_PX * ROWS, { depthBuffer: true });
    this.maps.depthTexture = new three.DepthTexture(MAP_PX * COLUMNS, MAP_PX * ROWS, three.UnsignedIntType);
    Object.assign(this.maps.depthTexture, { compareFunction: three.LessEqualCompare, minFilter: three.LinearFilter, magFilter: three.LinearFilter });
    this.shared = {
      maps: { value: this.maps.depthTexture },
      rows: { value: directions.flatMap((direction, index) => this.rows(direction, index * GOLDEN, centre, reach)) },
      reach: { value: reach },
      texel: { value: (2 * reach) / MAP_PX },
      cut: { value: new three.Vector4() },
      hatch: { value: new three.Color() },
      sheet: { value: new three.Color() },
      frame: { value: new three.Vector2(1, 1) },
      ratio: { value: 1 },
      lamp_light: { value: [shine("key"), shine("fill"), shine("rim")] },
      sky_light: { value: shine("sky") },
      sky_strength: { value: lamp("sky").strength },
      key_strength: { value: lamp("key").strength },
    };
    this.scene = new three.Scene();
    this.objects = parts.map((part) => new three.Mesh(part.geometry, this.surface(part)));
    this.ground = this.floor(bounds, reach);
    this.wires = parts.map((part) => new three.Mesh(part.geometry, this.shader(GROUND_VERTEX, LINES, { wireframe: true, transparent: true })));
    for (const wire of this.wires) wire.visible = false;
    this.scene.add(...this.objects, ...this.wires, this.ground);
    for (const thing of this.scene.children) thing.frustumCulled = false;
    this.caster = this.shader(MAP_VERTEX, MAP_PIXEL, { side: three.DoubleSide, colorWrite: false });
    this.caster.uniforms.lamp = { value: 0 };
    this.eye = new three.Camera(); // The maps' shader looks by itself.
    this.light();
  }

  shader(vertexShader, fragmentShader, options = {}) {
    return new this.three.ShaderMaterial({ glslVersion: this.three.GLSL3, vertexShader, fragmentShader, uniforms: { ...this.shared }, ...options });
  }

  /** A mesh without colours of its own is matte plaster. */
  surface({ geometry, material, painted }) {
    const has_colours = Boolean(geometry.attributes.color);
    const paint = painted ? material.color.toArray() : material.map || has_colours ? [1, 1, 1] : PLASTER;
    const surface = this.shader(SURFACE_VERTEX, SURFACE, {
      side: this.three.DoubleSide, vertexColors: has_colours, defines: material.map ? { PICTURE: "" } : {},
      polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1, // Lines lie over it.
    });
    surface.uniforms.paint = { value: new this.three.Vector3(...paint) };
    if (material.map) surface.uniforms.picture = { value: material.map };
    return surface;
  }

  floor(bounds, reach) {
    const floor = new this.three.PlaneGeometry(reach * 8, reach * 8).rotateX(-Math.PI / 2);
    const centre = bounds.getCenter(new this.three.Vector3());
    floor.translate(centre.x, bounds.min.y, centre.z);
    return new this.three.Mesh(floor, this.shader(GROUND_VERTEX, GROUND, { transparent: true, depthWrite: false }));
  }

  /** Three rows that turn a point into its place on a lamp's map: across, up and towards the lamp, each from -1 to 1. */
  rows(direction, turn, centre, reach) {
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
    const aside = Math.abs(direction.y) > 0.9 ? new this.three.Vector3(1, 0, 0) : new this.three.Vector3(0, 1, 0);
    const u = aside.cross(direction).normalize();
    const v = direction.clone().cross(u);
    const across = u.clone().multiplyScalar(cos).addScaledVector(v, sin);
    const up = v.clone().multiplyScalar(cos).addScaledVector(u, -sin);
    return [across, up, direction].map((axis) => new this.three.Vector4(axis.x, axis.y, axis.z, -axis.dot(centre)).multiplyScalar(1 / reach));
  }

  /** Draws every lamp's map: once, and again when a cut lets light in. */
  light() {
    const { renderer, maps, scene } = this;
    const shown = [this.ground, ...this.wires].map((thing) => [thing, thing.visible]);
    for (const [thing] of shown) thing.visible = false;
    scene.overrideMaterial = this.caster;
    maps.scissorTest = true;
    renderer.autoClear = false;
    for (let lamp = 0; lamp < LAMPS; lamp++) {
      const cell = [(lamp % COLUMNS) * MAP_PX, Math.floor(lamp / COLUMNS) * MAP_PX, MAP_PX, MAP_PX];
      maps.viewport.set(...cell);
      maps.scissor.set(...cell);
      renderer.setRenderTarget(maps);
      renderer.clear(true, true, false);
      this.caster.uniforms.lamp.value = lamp;
      this.caster.uniformsNeedUpdate = true;
      renderer.render(scene, this.eye);
    }
    renderer.setRenderTarget(null);
    renderer.autoClear = true;
    scene.overrideMaterial = null;
    for (const [thing, visible] of shown) thing.visible = visible;
  }

  /** `plane`: a direction and how far along it the cut lies; none to close the object again. */
  section(plane) {
    if (plane) this.shared.cut.value.set(...plane.direction, plane.at);
    else this.shared.cut.value.set(0, 0, 0, 0);
    this.light();
  }

  wireframe(on) {
    for (const wire of this.wires) wire.visible = on;
  }

  /** Colours of the page, as `rgb(…)`: they follow its theme. */
  ink(hatch, sheet) {
    const raw = (text) => text.match(/[\d.]+/g).slice(0, 3).map((value) => value / 255);
    this.shared.hatch.value.setRGB(...raw(hatch), this.three.LinearSRGBColorSpace);
    this.shared.sheet.value.setRGB(...raw(sheet), this.three.LinearSRGBColorSpace);
  }

  render(camera) {
    this.renderer.getDrawingBufferSize(this.shared.frame.value);
    this.shared.ratio.value = this.renderer.getPixelRatio();
    this.renderer.render(this.scene, camera);
  }

  dispose() {
    for (const thing of [...this.objects, ...this.wires, this.ground]) {
      thing.geometry.dispose();
      thing.material.dispose();
    }
    this.caster.dispose();
    this.maps.dispose();
  }
}
