// QR code (ISO/IEC 18004): byte mode, error correction level M, versions 1 to 15, which hold up to
// 412 bytes. Pure: text in, modules out.

/** Per version from 1 (table 9): correction codewords per block, blocks, data codewords per block,
 * and how many further blocks hold one more. */
const VERSIONS = [
  [10, 1, 16, 0], [16, 1, 28, 0], [26, 1, 44, 0], [18, 2, 32, 0], [24, 2, 43, 0], [16, 4, 27, 0],
  [18, 4, 31, 0], [22, 2, 38, 2], [22, 3, 36, 2], [26, 4, 43, 1], [30, 1, 50, 4], [22, 6, 36, 2],
  [22, 8, 37, 1], [24, 4, 40, 5], [24, 5, 41, 5],
];
/** Longer texts say their length in 16 bits. */
const LONG_FROM_VERSION = 10;
const LEVEL_M = 0b00;
const FIELD_POLYNOMIAL = 0x11d;

/** @typedef {boolean[][]} Modules true is dark; rows, then columns */

/** @type {((row: number, column: number) => boolean)[]} */
const MASKS = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_r, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/**
 * @param {string} text
 * @param {number} [mask] forced, for comparison with other encoders; else the least confusing one
 * @returns {Modules}
 * @throws {RangeError} when the text is too long
 */
export function encodeQr(text, mask) {
  const bytes = new TextEncoder().encode(text);
  const version = 1 + VERSIONS.findIndex((_, index) => bytes.length + (index + 1 < LONG_FROM_VERSION ? 2 : 3) <= capacity(index + 1));
  if (version === 0) throw new RangeError("text too long for a QR code of version 15");
  const codewords = interleave(dataCodewords(bytes, version), version);
  const candidates = (mask === undefined ? [...MASKS.keys()] : [mask]).map((m) => draw(codewords, version, m));
  return candidates.reduce((best, modules) => (penalty(modules) < penalty(best) ? modules : best));
}

/** Data codewords. @param {number} version */
function capacity(version) {
  const [, blocks, perBlock, longer] = VERSIONS[version - 1];
  return blocks * perBlock + longer * (perBlock + 1);
}

/** Mode, length, bytes, terminator, padding. @param {Uint8Array} bytes @param {number} version */
function dataCodewords(bytes, version) {
  const half = [0b0100];
  for (let shift = version < LONG_FROM_VERSION ? 4 : 12; shift >= 0; shift -= 4) half.push((bytes.length >> shift) & 15);
  for (const byte of bytes) half.push(byte >> 4, byte & 15);
  half.push(0);
  const words = [];
  for (let i = 0; i < half.length; i += 2) words.push((half[i] << 4) | half[i + 1]);
  for (let pad = 0xec; words.length < capacity(version); pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

/** @param {number[]} data @param {number} version */
function interleave(data, version) {
  const [correction, blocks, perBlock, longer] = VERSIONS[version - 1];
  let start = 0;
  const parts = Array.from({ length: blocks + longer }, (_, b) => data.slice(start, (start += perBlock + (b < blocks ? 0 : 1))));
  const checks = parts.map((part) => remainder(part, correction));
  const words = [];
  for (let i = 0; i <= perBlock; i++) for (const part of parts) if (i < part.length) words.push(part[i]);
  for (let i = 0; i < correction; i++) for (const check of checks) words.push(check[i]);
  return words;
}

/** Reed-Solomon remainder over GF(256). @param {number[]} data @param {number} degree */
function remainder(data, degree) {
  let generator = [1];
  for (let i = 0, root = 1; i < degree; i++, root = multiply(root, 2)) {
    const shifted = [...generator, 0];
    generator = shifted.map((value, j) => value ^ (j ? multiply(generator[j - 1], root) : 0));
  }
  const rest = [...data, ...new Array(degree).fill(0)];
  for (let i = 0; i < data.length; i++) {
    const factor = rest[i];
    generator.forEach((value, j) => (rest[i + j] ^= multiply(value, factor)));
  }
  return rest.slice(data.length);
}

/** In GF(256). @param {number} a @param {number} b */
function multiply(a, b) {
  let product = 0;
  for (; b; b >>= 1, a = (a << 1) ^ (a & 0x80 ? FIELD_POLYNOMIAL : 0)) if (b & 1) product ^= a;
  return product;
}

/** @param {number[]} codewords @param {number} version @param {number} mask @returns {Modules} */
function draw(codewords, version, mask) {
  const size = 17 + 4 * version;
  /** @type {(boolean | undefined)[][]} undefined where data goes */
  const grid = Array.from({ length: size }, () => new Array(size).fill(undefined));
  drawPatterns(grid, version);
  drawFormat(grid, mask);
  let bit = 0;
  for (const [row, column] of dataPath(size)) {
    if (grid[row][column] !== undefined) continue;
    const dark = ((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
    grid[row][column] = Boolean(dark) !== MASKS[mask](row, column);
    bit++;
  }
  return /** @type {Modules} */ (grid);
}

/** @param {(boolean | undefined)[][]} grid @param {number} version */
function drawPatterns(grid, version) {
  const size = grid.length;
  for (let i = 0; i < size; i++) grid[6][i] = grid[i][6] = i % 2 === 0;
  for (const [top, left] of [[0, 0], [0, size - 7], [size - 7, 0]]) rings(grid, top + 3, left + 3, 4, [0, 1, 3]);
  const centres = alignmentCentres(version);
  for (const row of centres) for (const column of centres) if (!inCorner(row, column, size)) rings(grid, row, column, 2, [0, 2]);
  grid[size - 8][8] = true;
  if (version >= 7) drawVersion(grid, version);
}

/** Where the large squares are. @param {number} row @param {number} column @param {number} size */
function inCorner(row, column, size) {
  return (row < 8 && (column < 8 || column > size - 9)) || (row > size - 9 && column < 8);
}

/** Rows and columns of the small squares (annex E). @param {number} version */
function alignmentCentres(version) {
  if (version === 1) return [];
  const last = 4 * version + 10;
  if (version < 7) return [6, last];
  if (version < 14) return [6, (6 + last) / 2, last];
  return version === 14 ? [6, 26, 46, last] : [6, 26, 48, last];
}

/** The version, protected by a BCH code, written twice. @param {(boolean | undefined)[][]} grid @param {number} version */
function drawVersion(grid, version) {
  let rest = version << 12;
  for (let i = 17; i >= 12; i--) if ((rest >> i) & 1) rest ^= 0x1f25 << (i - 12);
  const bits = (version << 12) | rest;
  for (let i = 0; i < 18; i++) {
    const [near, far] = [Math.floor(i / 3), grid.length - 11 + (i % 3)];
    grid[near][far] = grid[far][near] = Boolean((bits >> i) & 1);
  }
}

/** Squares around a centre; dark at the given distances.
 * @param {(boolean | undefined)[][]} grid @param {number} row @param {number} column
 * @param {number} reach @param {number[]} dark */
function rings(grid, row, column, reach, dark) {
  for (let dr = -reach; dr <= reach; dr++) {
    for (let dc = -reach; dc <= reach; dc++) {
      const line = grid[row + dr];
      if (line && column + dc >= 0 && column + dc < line.length) line[column + dc] = dark.includes(Math.max(Math.abs(dr), Math.abs(dc)));
    }
  }
}

/** Level and mask, protected by a BCH code, written twice. @param {(boolean | undefined)[][]} grid @param {number} mask */
function drawFormat(grid, mask) {
  const size = grid.length;
  const data = (LEVEL_M << 3) | mask;
  let rest = data << 10;
  for (let i = 14; i >= 10; i--) if ((rest >> i) & 1) rest ^= 0x537 << (i - 10);
  const bits = ((data << 10) | rest) ^ 0x5412;
  for (let i = 0; i < 15; i++) {
    const dark = Boolean((bits >> i) & 1);
    const near = i < 6 ? i : i < 8 ? i + 1 : 14 - i; // Steps over the timing pattern.
    if (i < 8) grid[near][8] = dark;
    else grid[8][i === 8 ? 7 : near] = dark;
    if (i < 8) grid[8][size - 1 - i] = dark;
    else grid[size - 15 + i][8] = dark;
  }
}

/** Two columns at a time from the right, up then down, around the timing column.
 * @param {number} size @returns {Generator<[number, number]>} */
function* dataPath(size) {
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2, upwards = !upwards) {
    if (right === 6) right--;
    for (let i = 0; i < size; i++) {
      const row = upwards ? size - 1 - i : i;
      yield [row, right];
      yield [row, right - 1];
    }
  }
}

/** How much a reader may be confused, section 7.8.3. @param {Modules} modules */
function penalty(modules) {
  const size = modules.length;
  const columns = modules.map((_, c) => modules.map((row) => row[c]));
  let total = 0;
  for (const line of [...modules, ...columns]) {
    const text = line.map(Number).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) total += run.length - 2;
    for (let i = 0; i + 11 <= size; i++) if (/^(00001011101|10111010000)/.test(text.slice(i))) total += 40;
  }
  for (let r = 0; r + 1 < size; r++) {
    for (let c = 0; c + 1 < size; c++) {
      const dark = modules[r][c];
      if (modules[r][c + 1] === dark && modules[r + 1][c] === dark && modules[r + 1][c + 1] === dark) total += 3;
    }
  }
  const share = modules.flat().filter(Boolean).length / (size * size);
  return total + 10 * Math.floor(Math.abs(share * 100 - 50) / 5);
}
