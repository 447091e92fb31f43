// Paints what one sees of an equirectangular picture in some direction: one triangle pair, one shader.
/** @typedef {import("../protocol/sphere.js").Look} Look */
/** @typedef {HTMLImageElement | HTMLVideoElement} Source */

const RADIANS = Math.PI / 180;
const CORNERS = [
  "attribute vec2 corner;",
  "varying vec2 at;",
  "void main() { at = corner; gl_Position = vec4(corner, 0.0, 1.0); }",
].join("\n");
// A ray through this pixel, tilted by the pitch, turned by the yaw; its longitude and latitude are the
// place in the picture.
const RAYS = [
  "precision highp float;",
  "varying vec2 at;",
  "uniform sampler2D picture;",
  "uniform vec2 reach, yaw, pitch;",
  "const float PI = 3.14159265358979;",
  "void main() {",
  "  vec3 ray = normalize(vec3(at * reach, 1.0));",
  "  ray = vec3(ray.x, ray.y * pitch.x + ray.z * pitch.y, ray.z * pitch.x - ray.y * pitch.y);",
  "  ray = vec3(ray.x * yaw.x + ray.z * yaw.y, ray.y, ray.z * yaw.x - ray.x * yaw.y);",
  "  vec2 place = vec2(atan(ray.x, ray.z) / (2.0 * PI) + 0.5, 0.5 - asin(clamp(ray.y, -1.0, 1.0)) / PI);",
  "  gl_FragColor = vec4(texture2D(picture, place).rgb, 1.0);",
  "}",
].join("\n");

export class SpherePainter {
  #gl;
  #program;
  #largest;
  #smaller = document.createElement("canvas");

  /** Throws where there is no WebGL. @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    const gl = canvas.getContext("webgl", { antialias: false, depth: false, alpha: false });
    if (!gl) throw new Error("no WebGL");
    this.#gl = gl;
    this.#largest = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    this.#program = compiled(gl);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    const corner = gl.getAttribLocation(this.#program, "corner");
    gl.enableVertexAttribArray(corner);
    gl.vertexAttribPointer(corner, 2, gl.FLOAT, false, 0, 0);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    // Without smaller copies: at the seam of the picture they would show a line.
    for (const size of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, size, gl.LINEAR);
  }

  /** The picture, or the frame of the film, as it is now. @param {Source} source */
  take(source) {
    const gl = this.#gl;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, this.#fitting(source));
  }

  /** @param {Look} look */
  paint(look) {
    const gl = this.#gl;
    const { width, height } = gl.canvas;
    gl.viewport(0, 0, width, height);
    const up = Math.tan((look.view_deg * RADIANS) / 2);
    this.#set("reach", (up * width) / height, up);
    this.#set("yaw", Math.cos(look.yaw_deg * RADIANS), Math.sin(look.yaw_deg * RADIANS));
    this.#set("pitch", Math.cos(look.pitch_deg * RADIANS), Math.sin(look.pitch_deg * RADIANS));
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** @param {string} name @param {number} x @param {number} y */
  #set(name, x, y) {
    this.#gl.uniform2f(this.#gl.getUniformLocation(this.#program, name), x, y);
  }

  /** Old graphics take no picture as large as a camera makes. @param {Source} source */
  #fitting(source) {
    const [width, height] = source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.naturalWidth, source.naturalHeight];
    const scale = Math.min(1, this.#largest / Math.max(width, height, 1));
    if (scale === 1) return source;
    this.#smaller.width = Math.floor(width * scale);
    this.#smaller.height = Math.floor(height * scale);
    this.#smaller.getContext("2d")?.drawImage(source, 0, 0, this.#smaller.width, this.#smaller.height);
    return this.#smaller;
  }
}

/** @param {WebGLRenderingContext} gl */
function compiled(gl) {
  const program = gl.createProgram();
  for (const [kind, text] of /** @type {[number, string][]} */ ([[gl.VERTEX_SHADER, CORNERS], [gl.FRAGMENT_SHADER, RAYS]])) {
    const shader = gl.createShader(kind);
    if (!program || !shader) throw new Error("no WebGL");
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error("no WebGL");
  gl.useProgram(program);
  return program;
}
