// The line that is being filled: letters and strips of images from left to right.
import { CELLS, DOTS_PER_COLUMN } from "../display-list.ts";
import type { Run, Strip } from "../display-list.ts";
import { dotsOf } from "./bitmap.ts";
import type { Bitmap } from "./bitmap.ts";
import type { Settings } from "./settings.ts";

const TAB_DOTS = 8 * DOTS_PER_COLUMN;

export class OpenLine {
  readonly runs: Run[] = [];
  readonly strips: Strip[] = [];
  position = 0;
  #runEnd = 0;

  get isEmpty(): boolean {
    return this.runs.length === 0 && this.strips.length === 0;
  }

  /** Of the tallest thing in it. */
  get height(): number {
    const letters = this.runs.map(({ style }) => CELLS[style.font].height * style.height);
    const images = this.strips.map(({ bitmap }) => dotsOf(bitmap).height);
    return Math.max(0, ...letters, ...images);
  }

  holds(advance: number, width: number): boolean {
    return this.isEmpty || this.position + advance <= width;
  }

  put(text: string, advance: number, { style }: Settings): void {
    const last = this.runs.at(-1);
    const goesOn = last?.style === style && last.advance === advance;
    if (goesOn && this.#runEnd === this.position) last.text += text;
    else this.runs.push({ text, left: this.position, advance, style });
    this.position += advance;
    this.#runEnd = this.position;
  }

  strip(bitmap: Bitmap, width: number): void {
    this.strips.push({ left: this.position, bitmap });
    this.position = Math.min(this.position + dotsOf(bitmap).width, width);
  }

  moveTo(position: number, width: number): void {
    if (position >= 0 && position <= width) this.position = position;
  }

  tab({ tabs }: Settings, width: number): void {
    const next =
      tabs === undefined
        ? (Math.floor(this.position / TAB_DOTS) + 1) * TAB_DOTS
        : tabs.find((stop) => stop > this.position);
    if (next !== undefined) this.moveTo(next, width);
  }
}

/** From one letter of so many cells to the next. */
export function advanceOf(cells: number, { style, letterSpacing }: Settings): number {
  return (CELLS[style.font].width * cells + letterSpacing) * style.width;
}
