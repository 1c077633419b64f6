/** What is asked for while the last of its kind is under way is done together, in one go. */
interface Waiting<In, Out> {
  readonly one: In;
  readonly settle: (out: Out) => void;
  readonly fail: (why: unknown) => void;
}

export class Together<In, Out> {
  readonly #waiting = new Map<string, Waiting<In, Out>[]>();

  /** `work` gives an answer for each, in their order. */
  do(thing: string, one: In, work: (all: readonly In[]) => Promise<readonly Out[]>): Promise<Out> {
    return new Promise((settle, fail) => {
      const mine = { one, settle, fail };
      const line = this.#waiting.get(thing);
      if (line) return void line.push(mine);
      this.#waiting.set(thing, [mine]);
      void this.#workOff(thing, work);
    });
  }

  async #workOff(thing: string, work: (all: readonly In[]) => Promise<readonly Out[]>) {
    for (let all = this.#take(thing); all.length > 0; all = this.#take(thing))
      try {
        const answers = await work(all.map(({ one }) => one));
        all.forEach(({ settle }, n) => settle(answers[n]!));
      } catch (why) {
        for (const { fail } of all) fail(why);
      }
    this.#waiting.delete(thing);
  }

  #take(thing: string): Waiting<In, Out>[] {
    return this.#waiting.get(thing)?.splice(0) ?? [];
  }
}
