/** All entries of each key, side by side. */
import type { Entry, EntryOf } from "../ledger/entry.ts";

export interface Story {
  readonly key: string;
  attempted?: EntryOf<"attempted">;
  accepted?: EntryOf<"accepted">;
  /** The end that was told last. */
  end?: EntryOf<"told">;
  readonly changedBodies: EntryOf<"changed-body">[];
  /** Tickets that are not marked as copies, in order. */
  readonly prints: EntryOf<"printed">[];
  readonly copies: EntryOf<"printed">[];
  readonly partials: EntryOf<"partial">[];
}

/** Paper that names no key is the story of the empty one. */
export function storiesOf(entries: readonly Entry[]): Map<string, Story> {
  const stories = new Map<string, Story>();
  for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
    const key = entry.key ?? "";
    const story = stories.get(key) ?? blank(key);
    stories.set(key, story);
    add(story, entry);
  }
  return stories;
}

const blank = (key: string): Story => ({
  key,
  changedBodies: [],
  prints: [],
  copies: [],
  partials: [],
});

const ended: ReadonlySet<string> = new Set(["completed", "aborted", "canceled"]);

function add(story: Story, entry: Entry): void {
  switch (entry.type) {
    case "attempted":
      story.attempted ??= entry;
      break;
    case "accepted":
      story.accepted ??= entry;
      break;
    case "told":
      if (ended.has(entry.status)) story.end = entry;
      break;
    case "changed-body":
      story.changedBodies.push(entry);
      break;
    case "printed":
      (entry.marked ? story.copies : story.prints).push(entry);
      break;
    case "partial":
      story.partials.push(entry);
      break;
    case "refused":
    case "unanswered":
      break;
  }
}
