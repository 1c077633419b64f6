import { readFileSync } from "node:fs";
import {
  AGENT_PROTOCOL,
  AgentProgress,
  agentEvents,
  errors,
  Outcome,
  Proof,
} from "@printermaster/contracts";
import { describe, expect, it } from "vitest";
import { MAX_OPEN_WORK } from "../src/domain/attempts.ts";

const page = readFileSync(new URL("../../docs/agent-protocol.md", import.meta.url), "utf8");
const listed = (title: string) => {
  const section = page.split(`## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
};

describe("the protocol's page", () => {
  it("lists every event and no other", () =>
    expect(new Set(listed("Transport"))).toEqual(new Set(Object.values(agentEvents))));
  it("is about the version in force", () =>
    expect(page).toContain(`# The agent protocol, version ${AGENT_PROTOCOL}\n`));
  it("explains every result, proof, failure and step", () => {
    const results = Outcome.options.map((option) => option.shape.result.value);
    const codes = Outcome.options.flatMap((option) =>
      "code" in option.shape ? option.shape.code.options : [],
    );
    const words = [...results, ...codes, ...Proof.options, ...AgentProgress.shape.step.options];
    expect(words.filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  });
  it("names codes that exist, and the true limit of open work", () => {
    const codes = listed("Codes an agent answers with");
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !(code && code in errors))).toEqual([]);
    expect(page).toContain(`${MAX_OPEN_WORK.toLocaleString("en-US")} pieces of open work`);
  });
});
