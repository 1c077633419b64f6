/** Which fonts a line needs. They come in slices by range of characters, and a slice is read when a line first needs it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { coverageOf } from "./font-coverage.ts";

const { resolve } = createRequire(import.meta.url);

/** Latin, Greek and Cyrillic as the printer's own letters are drawn in pictures: 12 dots wide at 20. */
const MONO = { regular: "DejaVuSansMono.ttf", bold: "DejaVuSansMono-Bold.ttf" };
export const MONO_FAMILY = "PM Mono";

type Source = { readonly package: string; readonly suffix: string; readonly subset: RegExp };
const variable = (script: string, subset: RegExp): Source => ({
  package: `@fontsource-variable/noto-sans-${script}`,
  suffix: "wght-normal",
  subset,
});
const SLICES = /^\[?\d+\]?$/;
/** DejaVu Sans Mono has Arabic letters too, of one width, which no reader of Arabic would choose. */
const SCRIPTS = [
  "arabic",
  "hebrew",
  "thai",
  "devanagari",
  "tamil",
  "bengali",
  "telugu",
  "gujarati",
  "gurmukhi",
  "kannada",
  "malayalam",
].map((script) => variable(script, new RegExp(`^${script}$`)));
const [JAPANESE, CHINESE, KOREAN] = ["jp", "sc", "kr"].map((script) => variable(script, SLICES));
const EMOJI = { package: "@fontsource/noto-emoji", suffix: "700-normal", subset: SLICES };
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** The fonts of ideographs claim some of these and have only empty boxes for them. */
const PICTOGRAPH = /\p{Extended_Pictographic}|\p{Emoji}/u;
const EMOJI_LOOK = /\p{Emoji_Presentation}/u;
const HANGUL = /\p{Script=Hangul}/u;

type Slice = { readonly family: string; readonly file: string; readonly covers: Covers };
type Covers = (codePoint: number) => boolean;
export type Register = (file: string, family: string) => void;

export class FontCase {
  readonly #register: Register;
  readonly #inMono: Covers;
  readonly #slices = new Map<Source, readonly Slice[]>();
  readonly #registered = new Set<string>();

  constructor(register: Register) {
    this.#register = register;
    const files = Object.values(MONO).map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
    for (const file of files) register(file, MONO_FAMILY);
    this.#inMono = coverageOf(readFileSync(resolve(`dejavu-fonts-ttf/ttf/${MONO.regular}`)));
  }

  /** Families for `font`, in the order in which they are to be asked; `missing` is in none. */
  familiesFor(line: string): { families: readonly string[]; missing: readonly string[] } {
    const [first, last, missing] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const ideographs = ideographsFor(line);
    for (const char of new Set(line)) {
      const codePoint = char.codePointAt(0) ?? 0;
      if (codePoint < 0x300 || INVISIBLE.test(char)) continue;
      const script = this.#familyIn(EMOJI_LOOK.test(char) ? [EMOJI] : SCRIPTS, codePoint);
      if (script !== undefined) first.add(script);
      else if (!this.#inMono(codePoint)) {
        const others = PICTOGRAPH.test(char) ? [EMOJI, ...ideographs] : [...ideographs, EMOJI];
        const family = this.#familyIn(others, codePoint);
        if (family === undefined) missing.add(char);
        else last.add(family);
      }
    }
    return { families: [...first, MONO_FAMILY, ...last], missing: [...missing] };
  }

  #familyIn(sources: readonly Source[], codePoint: number): string | undefined {
    for (const source of sources) {
      const slice = this.#slicesOf(source).find(({ covers }) => covers(codePoint));
      if (slice === undefined) continue;
      if (!this.#registered.has(slice.family)) this.#register(slice.file, slice.family);
      this.#registered.add(slice.family);
      return slice.family;
    }
    return undefined;
  }

  #slicesOf(source: Source): readonly Slice[] {
    const known = this.#slices.get(source) ?? readSlices(source);
    this.#slices.set(source, known);
    return known;
  }
}

const INVISIBLE = /\u200c|\u200d|[\ufe00-\ufe0f]/u;

/** The same characters look different in Japan, China and Korea. */
function ideographsFor(line: string): Source[] {
  const order = KANA.test(line)
    ? [JAPANESE, CHINESE, KOREAN]
    : HANGUL.test(line)
      ? [KOREAN, CHINESE, JAPANESE]
      : [CHINESE, JAPANESE, KOREAN];
  return order.filter((source) => source !== undefined);
}

/** None when the package is not there: those of ideographs are large, and optional. */
function readSlices({ package: name, suffix, subset }: Source): Slice[] {
  const folder = folderOf(name);
  if (folder === undefined) return [];
  const ranges = JSON.parse(readFileSync(join(folder, "unicode.json"), "utf8")) as object;
  return Object.entries(ranges)
    .filter(([key]) => subset.test(key))
    .map(([key, text]) => {
      const family = `${name.replace(/.*\//, "")}-${key.replace(/[[\]]/g, "")}`;
      return {
        family,
        file: join(folder, "files", `${family}-${suffix}.woff2`),
        covers: within(String(text)),
      };
    });
}

function folderOf(name: string): string | undefined {
  try {
    return dirname(resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

/** "U+600-6FF,U+750". */
function within(text: string): Covers {
  const ranges = text.split(",").map((range) => {
    const [from = 0, to = from] = range
      .slice(2)
      .split("-")
      .map((hex) => Number.parseInt(hex, 16));
    return [from, to] as const;
  });
  return (codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
}
