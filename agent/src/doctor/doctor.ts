/** Checks what a person would check by hand, and says what to do. */
import { exitCodes, type ExitCode } from "../cli/command-failed.ts";
import { dataFolder } from "../cli/settings.ts";
import { AgentConfig, PairConfig } from "../config.ts";
import { agentFindings } from "./check-agent.ts";
import { cloudFindings } from "./check-cloud.ts";
import { folderFindings, keyFinding, nodeFinding, settingsFindings } from "./check-settings.ts";
import type { Finding } from "./verdict.ts";

const signs = { ok: "✓", warn: "!", fail: "✗" } as const;

export async function doctor(json: boolean): Promise<ExitCode> {
  const findings = await examine(dataFolder());
  process.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : inWords(findings));
  return findings.some(({ verdict }) => verdict === "fail") ? exitCodes.failed : exitCodes.worked;
}

async function examine(folder: string): Promise<Finding[]> {
  const urls = PairConfig.safeParse(process.env).data?.PM_GATEWAY_URLS ?? [];
  return [
    nodeFinding(),
    ...settingsFindings(),
    ...folderFindings(folder),
    keyFinding(folder),
    ...(await cloudFindings(urls)),
    ...(await agentFindings(folder, AgentConfig.safeParse(process.env).data)),
  ];
}

function inWords(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, verdict, seen, advice }) => {
    const line = `${signs[verdict]} ${check.padEnd(width)}  ${seen}`;
    return advice ? `${line}\n  ${" ".repeat(width)}  → ${advice}` : line;
  });
  const count = (verdict: Finding["verdict"]) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const [bad, doubtful] = [count("fail"), count("warn")];
  const sum = bad + doubtful === 0 ? "All is well." : `${bad} to repair, ${doubtful} to look at.`;
  return `${lines.join("\n")}\n\n${sum}\n`;
}
