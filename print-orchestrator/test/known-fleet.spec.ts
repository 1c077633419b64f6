/** A bug here would look like: a queue that nobody wakes when its agent comes, or an hour of folding when a large fleet does. */
import { expect, it } from "vitest";
import { KnownFleet } from "../src/saga/domain/known-fleet.ts";
import { agentState, printerState } from "./job-states.ts";

const FLEET = 20_000;
/** A look at each of them takes some 60 ms in all; at all of them for each, tens of seconds. */
const QUADRATIC_MS = 5000;

it("an agent that comes serves the printers that were last said to be its own", () => {
  const fleet = new KnownFleet();
  fleet.sawPrinter(printerState("bar", "agent1"));
  fleet.sawPrinter(printerState("kitchen", "agent1"));
  fleet.sawPrinter(printerState("kitchen", "agent1", { branch: "harbour" }));
  fleet.sawPrinter(printerState("bar", "agent2"));
  expect(fleet.sawAgent(agentState("agent1"))).toEqual(["demo.oldtown.kitchen"]);
  expect(fleet.sawAgent(agentState("agent2"))).toEqual(["demo.oldtown.bar"]);
  fleet.sawPrinter(printerState("bar", "agent1"));
  expect(fleet.sawAgent(agentState("agent2"))).toEqual([]);
  const served = [...fleet.sawAgent(agentState("agent1"))];
  expect(served.sort()).toEqual(["demo.oldtown.bar", "demo.oldtown.kitchen"]);
});

it("a fleet of twenty thousand comes at once, and nobody looks through all printers for each agent", () => {
  const fleet = new KnownFleet();
  for (let n = 0; n < FLEET; n++) fleet.sawPrinter(printerState(`p${n}`, `agent${n}`));
  const started = performance.now();
  let served = 0;
  for (let n = 0; n < FLEET; n++) served += fleet.sawAgent(agentState(`agent${n}`)).length;
  expect(served).toBe(FLEET);
  expect(performance.now() - started).toBeLessThan(QUADRATIC_MS);
});
