/** A receipt as people write it (docs/receipt-language.md), as the blocks of a receipt. */
import { Block, MOST_LINES, type Markup, type Receipt } from "@printermaster/contracts";
import { Unprintable } from "../unprintable.ts";
import type { State } from "./directives.ts";
import type { Draft } from "./draft.ts";
import { readLine } from "./read-line.ts";
import { sectionsOf, wrong, type Node } from "./sections.ts";
import { filled, timesOf, type Scopes } from "./values.ts";

/** `Unprintable` names the first line that is wrong. */
export function readMarkup({ text, values = {} }: Markup): Receipt {
  const blocks: Block[] = [];
  const state: State = {};
  let times = 0;
  const again = (line: number) => {
    if (++times > MOST_TIMES) throw wrong(line, `sections repeat more than ${MOST_TIMES} times`);
  };
  const add = (block: Block, line: number) => {
    blocks.push(block);
    if (blocks.length > MOST_LINES) throw wrong(line, `more than ${MOST_LINES} lines`);
  };
  walk(sectionsOf(text), [values], { state, add, again });
  if (blocks.length === 0) throw new Unprintable("line 1: nothing to print");
  return { kind: "receipt", blocks };
}

/** Lists in lists in lists multiply, even around nothing. */
const MOST_TIMES = 5_000;

type Writing = {
  readonly state: State;
  readonly add: (block: Block, line: number) => void;
  readonly again: (line: number) => void;
};

function walk(nodes: readonly Node[], scopes: Scopes, writing: Writing): void {
  for (const node of nodes) {
    if (node.kind === "line") addLine(node.number, node.text, scopes, writing);
    else
      for (const inner of timesOf(node.name, node.inverted, scopes)) {
        writing.again(node.number);
        walk(node.nodes, inner, writing);
      }
  }
}

function addLine(number: number, text: string, scopes: Scopes, { state, add }: Writing): void {
  const draft = drafted(number, () =>
    readLine(text, (part) => filled(part, scopes, number), state),
  );
  if (draft === undefined) return;
  const block = Block.safeParse(draft);
  if (block.success) return add(block.data, number);
  const [issue] = block.error.issues;
  throw wrong(number, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not understood"}`);
}

/** What a line's reader says is told with the number of the line. */
function drafted(number: number, read: () => Draft | undefined): Draft | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unprintable) || error.message.startsWith("line ")) throw error;
    throw wrong(number, error.message);
  }
}
