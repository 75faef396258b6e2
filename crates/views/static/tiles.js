// A drawing looked at closely: the tiles in view, on a canvas over its still, at the screen's own pixels. What has not come
// yet is shown from what is there: a coarser tile, or the still.
const STRETCH = 1.2; // A level is drawn so much larger than it is before the next one is asked for.
const RATIO_MAX = 2; // Denser screens get no finer tiles: hairlines would be too thin to see.
const KEPT_MAX = 160; // Tiles in memory; a large screen shows about a hundred.
const REST_MS = 60; // Nothing is asked for while the sheet is moving past.

export class Tiles {
  /** The tiles whose addresses begin with `base`. */
  static async of(base, stand, still) {
    const answer = await fetch(`${base}-tiles.json`);
    if (!answer.ok) throw new Error(`no tiles: ${answer.status}`);
    return new Tiles(base, await answer.json(), stand, still);
  }

  constructor(base, { tile_px, levels }, stand, still) {
    Object.assign(this, { base, stand, still, tilePx: tile_px, kept: new Map() });
    let first = 0;
    this.levels = levels.map(({ side_px, tiles }) => {
      const level = { side: side_px, across: Math.ceil(side_px / tile_px), there: tiles, first };
      first += tiles.length;
      return level;
    });
    this.canvas = document.createElement("canvas");
    this.canvas.className = "closely";
    still.after(this.canvas);
  }

  /** The side of the largest level, pixels. */
  get side() {
    return this.levels.at(-1).side;
  }

  /** Shows the drawing with its picture's corner and side here, CSS pixels of the stand; nothing where there is none. */
  show(frame) {
    this.frame = frame;
    this.stand.classList.toggle("tiled", Boolean(frame));
    this.repaint();
  }

  repaint() {
    if (!this.frame) return;
    this.painting ??= requestAnimationFrame(() => {
      this.painting = null;
      if (this.frame) this.paint();
    });
  }

  paint() {
    const ratio = window.devicePixelRatio;
    const [wide, high] = [this.stand.clientWidth, this.stand.clientHeight].map((side) => Math.round(side * ratio));
    if (this.canvas.width !== wide || this.canvas.height !== high) Object.assign(this.canvas, { width: wide, height: high });
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, wide, high);
    context.imageSmoothingQuality = "high";
    const { left, top, side } = this.frame;
    const level = this.levels.find((level) => level.side * STRETCH >= side * Math.min(ratio, RATIO_MAX)) ?? this.levels.at(-1);
    const scale = (side * ratio) / level.side;
    // Whole pixels, so that no seam shows.
    const edge = (corner, place) => Math.round(corner * ratio + Math.min(place * this.tilePx, level.side) * scale);
    const missing = [];
    for (let row = 0; row < level.across; row++) {
      const [y, bottom] = [edge(top, row), edge(top, row + 1)];
      if (bottom <= 0 || y >= high) continue;
      for (let column = 0; column < level.across; column++) {
        const [x, right] = [edge(left, column), edge(left, column + 1)];
        if (right <= 0 || x >= wide || !this.isThere(level, column, row)) continue;
        const tile = this.tile(level, column, row);
        if (tile) context.drawImage(tile, x, y, right - x, bottom - y);
        else {
          const far = Math.hypot((x + right - wide) / 2, (y + bottom - high) / 2);
          missing.push({ number: this.number(level, column, row), far });
          this.standIn(context, level, column, row, [x, y, right - x, bottom - y]);
        }
      }
    }
    this.canvas.dataset.side = level.side;
    this.canvas.dataset.missing = missing.length;
    this.ask(missing);
  }

  number(level, column, row) {
    return level.first + row * level.across + column;
  }

  isThere(level, column, row) {
    return level.there[row * level.across + column] === "1";
  }

  /** The tile, where it has come; the one that was used last is kept longest. */
  tile(level, column, row) {
    const number = this.number(level, column, row);
    const tile = this.kept.get(number);
    if (!tile) return null;
    this.kept.delete(number);
    this.kept.set(number, tile);
    return tile.complete && tile.naturalWidth > 0 ? tile : null;
  }

  /** Draws the same part of the drawing from a coarser tile, or from the still. */
  standIn(context, level, column, row, box) {
    const [x, y] = [column, row].map((place) => (place * this.tilePx) / level.side);
    const [width, height] = [x, y].map((corner) => Math.min(this.tilePx / level.side, 1 - corner));
    for (let index = this.levels.indexOf(level) - 1; index >= 0; index--) {
      const coarser = this.levels[index];
      const [across, down] = [x + width / 2, y + height / 2].map((middle) => Math.floor((middle * coarser.side) / this.tilePx));
      if (!this.isThere(coarser, across, down)) return;
      const tile = this.tile(coarser, across, down);
      const part = (corner, place) => corner * coarser.side - place * this.tilePx;
      if (tile) return context.drawImage(tile, part(x, across), part(y, down), width * coarser.side, height * coarser.side, ...box);
    }
    const side = this.still.naturalWidth;
    if (this.still.complete && side > 0) context.drawImage(this.still, x * side, y * side, width * side, height * side, ...box);
  }

  /** Asks for what is missing once the sheet rests, the middle first. */
  ask(missing) {
    clearTimeout(this.asking);
    const wanted = missing.filter(({ number }) => !this.kept.has(number)).sort((one, other) => one.far - other.far);
    if (wanted.length === 0) return;
    this.asking = setTimeout(() => {
      for (const { number } of wanted) {
        const tile = new Image();
        tile.onload = () => this.repaint();
        tile.onerror = () => this.kept.delete(number); // Asked for again when the sheet moves.
        tile.src = `${this.base}-${number}.webp`;
        this.kept.set(number, tile);
      }
      for (const number of this.kept.keys()) if (this.kept.size > KEPT_MAX) this.kept.delete(number);
    }, REST_MS);
  }
}
