const DLE = 0x10;
const EOT = 0x04;

/** Online, cover closed, no error, paper present: only the fixed bits 1 and 4 are set, for each of the four questions. */
const HEALTHY = 0x12;
const QUESTIONS: ReadonlySet<number> = new Set([1, 2, 3, 4]);

/** Paper and drawer sensors as `GS r` tells them: nothing set. */
export const SENSORS_HEALTHY = 0x00;

/**
 * Finds `DLE EOT n` in a stream and gives the answers. Like a real printer it looks at bytes as they arrive, so it also answers what only
 * looks like a question within the data of an image.
 */
export function createStatusResponder(): (chunk: Uint8Array) => Uint8Array {
  let before = 0;
  let last = 0;
  return (chunk) => {
    const answers: number[] = [];
    for (const byte of chunk) {
      if (before === DLE && last === EOT && QUESTIONS.has(byte)) answers.push(HEALTHY);
      before = last;
      last = byte;
    }
    return Uint8Array.from(answers);
  };
}
