import { expect, test } from "vitest";
import { hearing } from "../src/bridge/domain/supersession.ts";

const connected = (session: string) => ({ type: "AgentConnected", session });

test("a connection claimed after ours supersedes us", () => {
  const superseded = hearing("ours");
  expect([connected("ours"), connected("later")].map(superseded)).toEqual([false, true]);
});

test("news of an older connection that arrives late does not", () => {
  const superseded = hearing("ours");
  const news = [connected("older"), { type: "AgentDisconnected", session: "older" }];
  expect([...news, connected("ours")].map(superseded)).toEqual([false, false, false]);
});

test("the goodbye of another session does not", () => {
  const superseded = hearing("ours");
  const news = [connected("ours"), { type: "AgentDisconnected", session: "older" }];
  expect(news.map(superseded)).toEqual([false, false]);
});
