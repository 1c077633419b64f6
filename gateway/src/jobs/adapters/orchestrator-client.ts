/** Commands and questions to the orchestrators; what they answer is checked before anybody uses it. */
import {
  answerOf,
  BranchState,
  CancelResult,
  DeadLetterList,
  Discarded,
  JobList,
  JobWithTimeline,
  PrinterAnswer,
  PrinterList,
  refused,
  agentAnswers,
  Submitted,
  subjects,
  type Answer,
  type CommandVerb,
  type Id,
  type QueryName,
} from "@printermaster/contracts";
import { inSpan, type Log } from "@printermaster/runtime";
import type { Msg } from "@nats-io/transport-node";
import { z } from "zod";
import type { FleetCommands } from "../../fleet/app/ports.ts";
import { jsonOf } from "../../adapters/json-of.ts";
import type { AgentCommands } from "../../bridge/app/ports.ts";
import type { CommandAddress, PrintCommands, ReadModel } from "../app/ports.ts";
import type { Ask } from "./ask.ts";

export interface OrchestratorClient
  extends PrintCommands, FleetCommands, AgentCommands, ReadModel {}

export function orchestratorClient(ask: Ask, newId: () => string, log: Log): OrchestratorClient {
  const exchange = exchangeBy(ask, log);

  const command =
    <T>(verb: CommandVerb, schema: z.ZodType<Answer<T>>) =>
    ({ company, branch, correlationId }: CommandAddress, body: unknown) =>
      exchange(
        `publish print.cmd.${verb}`,
        subjects.command(company, branch, verb, correlationId),
        body,
        schema,
      );

  const query =
    <T>(name: QueryName, schema: z.ZodType<Answer<T>>) =>
    (company: Id, body: unknown) =>
      exchange(`request print.query.${name}`, subjects.query(company, name, newId()), body, schema);

  return {
    submit: command("submit", answerOf(Submitted)),
    cancel: command("cancel", answerOf(CancelResult)),
    retry: command("retry", answerOf(Submitted)),
    reprint: command("reprint", answerOf(Submitted)),
    discard: command("discard", answerOf(Discarded)),
    hello: command("hello", agentAnswers.hello),
    bye: command("bye", answerOf(z.unknown())),
    report: command("report", agentAnswers.report),
    reportPrinters: command("printers", agentAnswers.printers),
    setBackup: command("backup", answerOf(PrinterAnswer)),
    setPolicy: command("policy", answerOf(z.object({ branch: BranchState }))),
    jobs: query("jobs", answerOf(JobList)),
    job: query("job", answerOf(JobWithTimeline)),
    deadLetters: query("dead-letters", answerOf(DeadLetterList)),
    printers: query("printers", answerOf(PrinterList)),
  };
}

export const exchangeBy =
  (ask: Ask, log: Log) =>
  <T>(span: string, subject: string, body: unknown, schema: z.ZodType<Answer<T>>) =>
    inSpan(span, { kind: "CLIENT", attributes: { "messaging.system": "nats" } }, async (active) => {
      const answer = checked(schema, await ask(subject, body), span, log);
      if (!answer.ok) active.setAttribute("print.refused", answer.error.code);
      return answer;
    });

function checked<T>(
  schema: z.ZodType<Answer<T>>,
  message: Msg | undefined,
  asked: string,
  log: Log,
): Answer<T> {
  if (!message) {
    log.warn({ event: "no-answer", asked }, "no orchestrator answered");
    return refused("no-answer");
  }
  const answer = schema.safeParse(jsonOf(message));
  if (answer.success) return answer.data;
  log.error({ event: "bad-answer", asked, issues: answer.error.issues.slice(0, 3) }, "bad answer");
  return refused("internal");
}
