/** `GS ( H` 48: an id behind the ticket, which the printer sends back once everything before it is on the paper. */
const COMMAND = [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30] as const;
const ECHO = "7\x22";
const HOW_MANY = 9999;

/** Four digits, rising: of several that wait the printer tells only the newest. */
export const processId = (number: number): string =>
  String((number % HOW_MANY) + 1).padStart(4, "0");

export const processIdCommand = (id: string): Uint8Array =>
  Uint8Array.from([...COMMAND, ...bytesOf(id)]);

/** `GS I 66`: who made it. */
export const MAKER_QUESTION: Uint8Array = Uint8Array.of(0x1d, 0x49, 66);

export const processIdIn = (block: readonly number[]): string | undefined => {
  const text = String.fromCharCode(...block);
  return text.startsWith(ECHO) ? text.slice(ECHO.length) : undefined;
};

export const makerIn = (block: readonly number[]): string | undefined => {
  const text = String.fromCharCode(...block);
  return text.startsWith("_") ? text.slice(1) : undefined;
};

/** Anybody else's printer might print the command as text. */
export const mayHaveProcessIds = (maker: string | undefined): boolean =>
  maker !== undefined && /epson/i.test(maker);

const bytesOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
