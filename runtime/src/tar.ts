/** A tar archive (ustar) in memory: for what a person takes along, not for backups. */
export interface TarFile {
  /** With `/` between folders. */
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly mode?: number;
}

const BLOCK = 512;
/** What ustar has room for: the folder, and the name in it. */
const [LONGEST_FOLDER, LONGEST_NAME] = [155, 100];

/** `at` in seconds since 1970, of all of them. */
export function tarOf(files: readonly TarFile[], at: number): Buffer {
  const parts = files.flatMap(({ name, content, mode = 0o644 }) => {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    return [headerOf(name, bytes.length, mode, at), bytes, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

function headerOf(path: string, size: number, mode: number, at: number): Buffer {
  const { folder, name } = split(path);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, "0");
  header.write(name, 0);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(at, 12), 136);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  header.write(folder, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)}\0 `, 148);
  return header;
}

function split(path: string): { readonly folder: string; readonly name: string } {
  if (Buffer.byteLength(path) <= LONGEST_NAME) return { folder: "", name: path };
  for (let cut = path.indexOf("/"); cut > 0; cut = path.indexOf("/", cut + 1)) {
    const [folder, name] = [path.slice(0, cut), path.slice(cut + 1)];
    const fits = Buffer.byteLength(name) <= LONGEST_NAME;
    if (fits && Buffer.byteLength(folder) <= LONGEST_FOLDER) return { folder, name };
  }
  throw new RangeError(`${path} is too long a name for a tar archive`);
}
