// The light of the stills, on the graphics card: every lamp is many directions, each with a small map of what it sees.
// The recipe and its numbers are those of the renderer that takes the stills (crate `render`, studio/rig.rs and
// studio/shade.rs); change them there and here, or the turning object no longer looks like its picture.
const SKY = 22; // directions that the sky is made of
const KEY = 16; // the large lamp
const LAMPS = SKY + KEY + 2; // fill and rim throw no shadow that anybody sees: one map each
const MAP_PX = 256;
const COLUMNS = 8;
const FLOOR_PX = 512; // the shadow on the ground, drawn once
const FLOOR_REACH = 3.4; // half its side, in half diagonals of the object's box
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
uniform int stride; // each lamp's direction, or only every so many while a slow machine turns the object
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
  float sum = 0.0, asked = 0.0;
  for (int lamp = first; lamp < first + count; lamp += stride) {
    float facing = dot(normal, towards(lamp));
    if (facing > 0.0) sum += facing * lit(lamp, point);
    asked++;
  }
  return sum * float(count) / asked;
}`;

const CUT = /* glsl */ `
uniform vec4 cut; // what lies beyond this plane is taken away; zero where nothing is
bool gone(vec3 point) { return dot(cut.xyz, point) > cut.w && cut.xyz != vec3(0.0); }`;

const SURFACE_VERTEX = /* glsl */ `
centroid out vec3 at; centroid out vec3 upright; centroid out vec3 tint; centroid out vec2 place;
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
centroid in vec3 at; centroid in vec3 upright; centroid in vec3 tint; centroid in vec2 place; // An outline's pixels are theirs, too.
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
  // The back of an open surface is lit, too; at an outline, where front and back meet, the front's normal holds.
  vec3 normal = normalize(dot(upright, normalize(cameraPosition - at)) < -0.2 ? -upright : upright);
  vec3 point = at + normal * texel * 1.3;
  vec3 light = from_sky(gather(0, ${SKY}, point, normal) * (2.0 / ${SKY}.0), normal.y, albedo);
  light += lamp_light[0] * gather(${SKY}, ${KEY}, point, normal) / ${KEY}.0;
  light += lamp_light[1] * gather(${SKY + KEY}, 1, point, normal);
  light += lamp_light[2] * gather(${SKY + KEY + 1}, 1, point, normal);
  pixel = vec4(film(light * albedo), 1.0);
}`;

/** What the object keeps from each point of the ground; only key and sky draw there. */
const FLOOR_VERTEX = /* glsl */ `
out vec2 spot;
void main() { spot = position.xy; gl_Position = vec4(position.xy, 0.0, 1.0); }`;
const FLOOR = /* glsl */ `
precision highp float;
in vec2 spot;
out vec4 pixel;
uniform vec3 middle;
uniform float sky_strength, key_strength, texel;
${LIGHT}
void main() {
  vec3 point = middle + vec3(spot.x, 0.0, spot.y) * reach * ${FLOOR_REACH.toFixed(1)} + vec3(0.0, texel * 0.6, 0.0);
  float light = 0.0, bare = 0.0;
  for (int lamp = 0; lamp < ${SKY + KEY}; lamp++) {
    float share = towards(lamp).y * (lamp < ${SKY} ? sky_strength * 2.0 / ${SKY}.0 : key_strength / ${KEY}.0);
    bare += share;
    light += share * lit(lamp, point);
  }
  pixel = vec4(vec3(1.0 - pow(clamp(light / bare, 0.0, 1.0), 1.0 / 2.2)), 1.0);
}`;

const GROUND_VERTEX = /* glsl */ `
out vec3 at; out vec2 place;
void main() { at = position; place = uv; gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0); }`;

const GROUND = /* glsl */ `
precision highp float;
in vec3 at; in vec2 place;
out vec4 pixel;
uniform sampler2D floor_shadow;
uniform vec2 frame;
float ease(float place, float width) { return smoothstep(0.0, width, place); }
void main() {
  float dark = 0.0, whole = 0.0; // Blurred: a few directions stand for a large lamp.
  for (int x = -2; x <= 2; x++) for (int y = -2; y <= 2; y++) {
    float weight = (3.0 - abs(float(x))) * (3.0 - abs(float(y)));
    dark += weight * texture(floor_shadow, place + vec2(x, y) * 1.6 / ${FLOOR_PX}.0).r;
    whole += weight;
  }
  dark /= whole;
  vec2 edge = gl_FragCoord.xy / frame;
  float fade = ease(edge.x, 0.10) * ease(edge.y, 0.10) * ease(1.0 - edge.y, 0.10);
  pixel = vec4(0.012, 0.010, 0.008, max(dark - 0.025, 0.0) / 0.975 * 0.98 * fade);
}`;

/** Lines lie a hair nearer than the surface they run on. */
const WIRE_VERTEX = /* glsl */ `
out vec3 at;
void main() { at = position; gl_Position = projectionMatrix * viewMatrix * vec4(position, 1.0); gl_Position.z -= 0.0004 * gl_Position.w; }`;

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
void main() { if (gone(at)) discard; pixel = vec4(hatch, 0.35); }`;

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
  /** `parts`: geometries in the scene's own axes, y up, each with a light one that casts its shadow, its material, and
   * whether the file paints it. */
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
      stride: { value: 1 },
      lamp_light: { value: [shine("key"), shine("fill"), shine("rim")] },
      sky_light: { value: shine("sky") },
      sky_strength: { value: lamp("sky").strength },
      key_strength: { value: lamp("key").strength },
    };
    this.scene = new three.Scene();
    this.objects = parts.map((part) => new three.Mesh(part.geometry, this.surface(part)));
    this.ground = this.floor(new three.Vector3(centre.x, bounds.min.y - reach * 0.002, centre.z), reach);
    this.wires = parts.map((part) => new three.Mesh(part.caster, this.shader(WIRE_VERTEX, LINES, { wireframe: true, transparent: true })));
    for (const wire of this.wires) wire.visible = false;
    this.scene.add(...this.objects, ...this.wires, this.ground);
    this.caster = this.shader(MAP_VERTEX, MAP_PIXEL, { side: three.DoubleSide, colorWrite: false });
    this.caster.uniforms.lamp = { value: 0 };
    this.casters = new three.Scene();
    this.casters.add(...parts.map((part) => new three.Mesh(part.caster, this.caster)));
    for (const thing of [...this.scene.children, ...this.casters.children]) thing.frustumCulled = false;
    this.eye = new three.Camera(); // These shaders look by themselves.
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
    });
    surface.uniforms.paint = { value: new this.three.Vector3(...paint) };
    if (material.map) surface.uniforms.picture = { value: material.map };
    return surface;
  }

  /** The ground with its shadow, and the picture that the shadow is drawn into. */
  floor(middle, reach) {
    const { three } = this;
    const side = reach * FLOOR_REACH * 2;
    const floor = new three.PlaneGeometry(side, side).rotateX(-Math.PI / 2).translate(...middle.toArray());
    const uv = floor.attributes.uv;
    for (let corner = 0; corner < uv.count; corner++) uv.setY(corner, 1 - uv.getY(corner)); // Down the picture is towards z.
    this.shadow = new three.WebGLRenderTarget(FLOOR_PX, FLOOR_PX, { depthBuffer: false });
    const sheet = new three.Mesh(new three.PlaneGeometry(2, 2), this.shader(FLOOR_VERTEX, FLOOR, { depthTest: false }));
    sheet.material.uniforms.middle = { value: middle };
    sheet.frustumCulled = false;
    this.sheet = new three.Scene().add(sheet);
    const ground = new three.Mesh(floor, this.shader(GROUND_VERTEX, GROUND, { transparent: true, depthWrite: false }));
    ground.material.uniforms.floor_shadow = { value: this.shadow.texture };
    return ground;
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

  /** Draws every lamp's map and the shadow on the ground: once, and again when a cut lets light in. */
  light() {
    const { renderer, maps } = this;
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
      renderer.render(this.casters, this.eye);
    }
    renderer.setRenderTarget(this.shadow);
    renderer.render(this.sheet, this.eye);
    renderer.setRenderTarget(null);
    renderer.autoClear = true;
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

  /** `coarse`: with fewer directions of light, for a machine that draws slowly. */
  render(camera, coarse) {
    this.shared.stride.value = coarse ? 4 : 1;
    this.renderer.getDrawingBufferSize(this.shared.frame.value);
    this.shared.ratio.value = this.renderer.getPixelRatio();
    this.renderer.render(this.scene, camera);
  }

  dispose() {
    const sheets = [...this.objects, ...this.wires, this.ground, ...this.casters.children, ...this.sheet.children];
    for (const thing of sheets) {
      thing.geometry.dispose();
      thing.material.dispose();
    }
    this.maps.dispose();
    this.shadow.dispose();
  }
}
