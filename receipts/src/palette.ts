/** The colours of a picture as they come, sixteen levels of each light: ink, paper, a warning's red, and what lies between them. */
export class Palette {
  readonly #indexes = new Map<number, number>();
  readonly #lights: number[] = [];

  /** Rows of dots as indexes, each after its filter: none. Most rows of a receipt are like the one before. */
  rowsOf(rgba: Uint8ClampedArray, width: number): Uint8Array {
    const dots = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
    const bytes = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.length);
    const [stride, line] = [width + 1, width * 4];
    const rows = new Uint8Array((dots.length / width) * stride);
    for (let row = 0; row * width < dots.length; row++) {
      const at = row * line;
      const again = row > 0 && bytes.compare(bytes, at - line, at, at, at + line) === 0;
      if (again) rows.copyWithin(row * stride, (row - 1) * stride, row * stride);
      else this.#index(dots.subarray(row * width, (row + 1) * width), rows, row * stride + 1);
    }
    return rows;
  }

  /** Red, green and blue of each. */
  bytes(): Uint8Array {
    return Uint8Array.from(this.#lights);
  }

  #index(dots: Uint32Array, rows: Uint8Array, at: number): void {
    let last = -1;
    let index = 0;
    for (let x = 0; x < dots.length; x++) {
      const dot = dots[x]!;
      if (dot !== last) {
        last = dot;
        index = this.#indexOf(dot);
      }
      rows[at + x] = index;
    }
  }

  /** Little-endian: red is lowest. Beyond 256 the first stands in, the paper. */
  #indexOf(dot: number): number {
    const colour = dot & 0xf0f0f0;
    const known = this.#indexes.get(colour);
    if (known !== undefined) return known;
    const index = this.#indexes.size;
    if (index > 255) return 0;
    this.#indexes.set(colour, index);
    for (const shift of [4, 12, 20]) this.#lights.push(((colour >> shift) & 0xf) * 17);
    return index;
  }
}
