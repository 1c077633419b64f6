// The state of the printer: which faults are on, what its sensors see and what it says of them.
import { DOTS_PER_MM } from "@printermaster/receipts";
import { FAULTS, FAULT_NAMES } from "./faults.ts";
import type { FaultName, FaultSettings } from "./faults.ts";
import type { ProfileName } from "./profiles.ts";
import { stops } from "./status-replies.ts";
import type { Sensors } from "./status-replies.ts";

export class Device {
  readonly profile: ProfileName;
  /** Whether a job with an unknown command is marked bad. */
  readonly strict: boolean;
  readonly #faults = new Map<FaultName, FaultSettings[FaultName]>();
  readonly #watchers = new Set<() => void>();
  #dotsLeft = 0;

  constructor(profile: ProfileName, strict: boolean) {
    this.profile = profile;
    this.strict = strict;
  }

  switchOn<Name extends FaultName>(name: Name, settings: FaultSettings[Name]): void {
    this.#faults.set(name, settings);
    if (name === "paper-out")
      this.#dotsLeft = (this.fault("paper-out")?.afterMm ?? 0) * DOTS_PER_MM;
    this.#changed();
  }

  switchOff(...names: readonly FaultName[]): void {
    for (const name of names) this.#faults.delete(name);
    this.#changed();
  }

  fault<Name extends FaultName>(name: Name): FaultSettings[Name] | undefined {
    return this.#faults.get(name) as FaultSettings[Name] | undefined;
  }

  faults() {
    return FAULT_NAMES.map((name) => {
      const { title, does } = FAULTS[name];
      const settings = this.fault(name) ?? FAULTS[name].settings.parse({});
      return { name, title, does, on: this.#faults.has(name), settings };
    });
  }

  /** The paper went on by so many dots. */
  moved(dots: number): void {
    if (this.fault("paper-out") === undefined || this.#dotsLeft <= 0) return;
    this.#dotsLeft -= dots;
    if (this.#dotsLeft <= 0) this.#changed();
  }

  get sensors(): Sensors {
    return {
      paperOut: this.fault("paper-out") !== undefined && this.#dotsLeft <= 0,
      nearEnd: this.fault("near-end") !== undefined,
      coverOpen: this.fault("cover-open") !== undefined,
      offline: this.fault("offline") !== undefined,
    };
  }

  get told(): Sensors {
    const lie = this.fault("lies-about-status")?.says;
    if (lie === undefined) return this.sensors;
    return {
      paperOut: lie === "paper-out",
      nearEnd: false,
      coverOpen: lie === "cover-open",
      offline: lie === "offline",
    };
  }

  get stopped(): boolean {
    return stops(this.sensors);
  }

  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  #changed(): void {
    for (const changed of this.#watchers) changed();
  }
}
