import { deepEqual, equal, match, ok } from "node:assert/strict";
import { eventually, whether } from "./eventually.ts";
import { newJob, type Check } from "./stage.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const DISPATCH = "b7ad6b7169203331";

/** Child → parent. */
const TREE = {
  "agent.job": "dispatch",
  "agent.print": "dispatch",
  "agent.compose": "agent.print",
  "agent.write": "agent.print",
  "agent.report": "agent.print",
};

const isReport = ({ name, traceId }: { name: string; traceId: string }) =>
  name === "agent.report" && traceId === TRACE;

export const spanChecks: Check[] = [
  {
    title: "the job's trace is continued, without orphans, up to the report",
    async run({ bridge }) {
      const job = newJob({ traceparent: `00-${TRACE}-${DISPATCH}-01` });
      await bridge.ask("job", job);
      const report = await bridge.reportOf(job.jobId);
      const names = Object.keys(TREE);
      const spans = () => bridge.spans().filter(({ traceId }) => traceId === TRACE);
      await eventually("all spans", () => whether(spans().length >= names.length));
      const nameOf = (id: string | undefined) =>
        id === DISPATCH ? "dispatch" : spans().find(({ spanId }) => spanId === id)?.name;
      const tree = spans().map(({ name, parentSpanId }) => [name, nameOf(parentSpanId)]);
      deepEqual(Object.fromEntries(tree), TREE);
      equal(tree.length, names.length);
      const reporting = spans().find(({ name }) => name === "agent.report");
      equal(report.traceparent, `00-${TRACE}-${reporting?.spanId}-01`);
      const events = spans().flatMap(({ events }) => (events ?? []).map(({ name }) => name));
      ok(events.includes("first_byte") && events.includes("cut_sent"));
    },
  },
  {
    title: "a trace that nobody keeps is continued in ids alone",
    async run({ bridge }) {
      const unkept = TRACE.replace(/^./, "e");
      const job = newJob({ traceparent: `00-${unkept}-${DISPATCH}-00` });
      await bridge.ask("job", job);
      const report = await bridge.reportOf(job.jobId);
      match(report.traceparent ?? "", new RegExp(`^00-${unkept}-[0-9a-f]{16}-00$`));
      const kept = newJob({ traceparent: `00-${TRACE}-${DISPATCH}-01` });
      await bridge.ask("job", kept);
      await eventually("spans of the next job", () => bridge.spans().find(isReport));
      ok(!bridge.spans().some(({ traceId }) => traceId === unkept));
    },
  },
  {
    title: "spans made without a connection are sent after the next hello",
    async run({ bridge, kitchen }) {
      const { socket } = await bridge.connected();
      kitchen.isOutOfPaper = true;
      const job = newJob({ traceparent: `00-${TRACE}-${DISPATCH}-01` });
      await bridge.ask("job", job);
      const welcome = bridge.onHello;
      bridge.onHello = () => undefined;
      socket.disconnect(true);
      kitchen.isOutOfPaper = false;
      await kitchen.printed(job.jobId);
      bridge.onHello = welcome;
      await eventually("the print's span", () =>
        bridge.spans().find(({ name, traceId }) => name === "agent.print" && traceId === TRACE),
      );
    },
  },
];
