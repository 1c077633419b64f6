/** A bug here would look like: an owner that offers to a restored disk what the lost one had printed. */
import type { AgentState } from "@printermaster/contracts";
import { expect, it } from "vitest";
import { meetSession } from "../src/saga/app/meet-session.ts";
import { OpenWork } from "../src/saga/domain/open-work.ts";
import { submission } from "./simulation/clients.ts";
import { honest } from "./simulation/sabotage.ts";
import { inhabit } from "./simulation/simulate.ts";
import { World } from "./simulation/world.ts";

it("a session that the fleet told of first is judged by what the log held then", async () => {
  const world = new World(1);
  const { agents, clients, cluster } = inhabit(world, honest);
  const [agent] = agents;
  await world.scheduler.runFor(5000);
  agent.backUp();
  void clients.submit(submission("key", "printer1", "hello", 60), 1);
  await world.scheduler.runFor(5000);
  expect(world.logs.jobs.messages.at(-1)?.body.state).toMatchObject({ status: "completed" });
  agent.crash();
  agent.replaceDisk(true);
  // Nobody but us is to meet the new session.
  for (const orchestrator of cluster.orchestrators) orchestrator.own = () => {};
  cluster.owner?.reign?.end();
  agent.restart();
  await world.scheduler.runFor(5000);

  const work = new OpenWork();
  const deps = cluster.orchestrators[0].sagaDeps(work);
  const known = world.logs.fleet.messages.findLast(({ body }) => body.type === "AgentConnected");
  const session = known?.body.state as AgentState;
  work.sawAgent(session);
  const meet = async () => {
    const met = meetSession(deps, session);
    await world.scheduler.runFor(1000);
    return await met;
  };
  expect(await meet()).toEqual({ afterMs: expect.any(Number) });
  for (const { body, sequence } of world.logs.jobs.messages) {
    work.sawJob(body.state, sequence, undefined);
    work.readUpTo(sequence);
  }
  expect(await meet()).toBe("done");
  const told = world.logs.fleet.messages.at(-1)!.body;
  expect(told.type).toBe("AgentSpoolRestored");
  expect(told.state).toMatchObject({ spoolGeneration: session.spoolGeneration + 1 });
  work.sawAgent(told.state as AgentState);
  const now = { ...session, ...(told.state as AgentState) };
  const met = meetSession(deps, now);
  await world.scheduler.runFor(1000);
  expect(await met).toBeUndefined();
});
