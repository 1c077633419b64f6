/** The lines of a text, those between `{{#name}}` and `{{/name}}` in a section of their own. */
import { Unprintable } from "../unprintable.ts";

export type Node =
  | { readonly kind: "line"; readonly number: number; readonly text: string }
  | {
      readonly kind: "section";
      readonly number: number;
      readonly name: string;
      /** `{{^name}}`: for when there is no such value. */
      readonly inverted: boolean;
      readonly nodes: readonly Node[];
    };

export const wrong = (line: number, message: string): Unprintable =>
  new Unprintable(`line ${line}: ${message}`);

const MOST_DEEP = 8;
const MARK = /^\s*\{\{([#^/])\s*([\w.-]+)\s*\}\}\s*$/;

type Open = { name: string; inverted: boolean; number: number; nodes: Node[] };

export function sectionsOf(text: string): Node[] {
  const root: Open = { name: "", inverted: false, number: 0, nodes: [] };
  const open = [root];
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  lines.forEach((line, index) => {
    const number = index + 1;
    const [, sign, name = ""] = MARK.exec(line) ?? [];
    const innermost = open.at(-1) ?? root;
    if (sign === undefined) innermost.nodes.push({ kind: "line", number, text: line });
    else if (sign !== "/" && open.length > MOST_DEEP)
      throw wrong(number, `sections in more than ${MOST_DEEP} others`);
    else if (sign !== "/") open.push({ name, inverted: sign === "^", number, nodes: [] });
    else close(open, name, number);
  });
  const [, unclosed] = open;
  if (unclosed) throw wrong(unclosed.number, `{{#${unclosed.name}}} has no {{/${unclosed.name}}}`);
  return root.nodes;
}

function close(open: Open[], name: string, number: number): void {
  const section = open.length > 1 ? open.pop() : undefined;
  if (section?.name !== name) throw wrong(number, `{{/${name}}} closes nothing that is open`);
  open.at(-1)?.nodes.push({ kind: "section", ...section });
}
