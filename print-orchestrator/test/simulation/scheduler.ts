/** Virtual time: what is due next runs, then every continuation it set free, then what is due after it. */
import type { Chance } from "./chance.ts";

export interface Timer {
  readonly cancel: () => void;
}

interface Task {
  readonly due: number;
  run: (() => void) | undefined;
}

/** Tasks so near to each other may arrive in one turn of a real event loop, between any two microtasks. */
const SAME_TURN_MS = 1;

export class Scheduler {
  now = Date.parse("2026-11-21T10:00:00.000Z");
  readonly #chance: Chance;
  readonly #heap: Task[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  after(ms: number, run: () => void): Timer {
    const task: Task = { due: this.now + ms, run };
    this.#push(task);
    return { cancel: () => (task.run = undefined) };
  }

  /** Until `ms` have passed; a world always has something to do. */
  runFor(ms: number): Promise<void> {
    const end = this.now + ms;
    return new Promise((done, fail) => {
      const turn = () => {
        try {
          if (!this.#runNext(end)) return done();
          if (this.#nextIsNear() && this.#chance.happens(0.3))
            microtasks(Math.floor(this.#chance.between(0, 9)), turn);
          else setImmediate(turn);
        } catch (error) {
          fail(error);
        }
      };
      setImmediate(turn);
    });
  }

  #runNext(end: number): boolean {
    for (let task = this.#heap[0]; task && task.due <= end; task = this.#heap[0]) {
      this.#pop();
      if (!task.run) continue;
      this.now = task.due;
      task.run();
      return true;
    }
    this.now = end;
    return false;
  }

  #nextIsNear(): boolean {
    const next = this.#heap[0];
    return next !== undefined && next.due - this.now < SAME_TURN_MS;
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let at = heap.push(task) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.due <= task.due) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = task;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.due < heap[child]!.due) child++;
      if (heap[child]!.due >= last.due) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

function microtasks(count: number, then: () => void): void {
  if (count === 0) then();
  else queueMicrotask(() => microtasks(count - 1, then));
}
