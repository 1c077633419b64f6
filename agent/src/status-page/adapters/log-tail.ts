/** The last lines of the log, for the support bundle. */
const MOST_BYTES = 512 * 1024;

export class LogTail {
  #lines: string[] = [];
  #bytes = 0;

  readonly hear = (line: string): void => {
    this.#lines.push(line);
    this.#bytes += line.length;
    while (this.#bytes > MOST_BYTES) this.#bytes -= this.#lines.shift()?.length ?? this.#bytes;
  };

  lines(): readonly string[] {
    return this.#lines;
  }
}
