/** An agent with a key proves that it has it before anything else is heard from it, or said to it. */
import { agentEvents, AgentProof } from "@printermaster/contracts";
import { Challenge, type ChallengeDeps } from "../devices/app/challenge.ts";
import { PROVED_WITHIN_MS } from "../devices/domain/proof.ts";
import type { AgentPrincipal, KeyedAgent } from "../domain/principal.ts";
import type { Handle } from "./handle.ts";
import type { PrintingSocket } from "./printing-socket.ts";

interface ProofDeps {
  readonly handle: Handle;
  readonly devices: ChallengeDeps;
}

export function onceProved(
  { handle, devices }: ProofDeps,
  socket: PrintingSocket,
  agent: AgentPrincipal,
  serve: () => void,
): void {
  if (!isKeyed(agent)) return serve();
  const challenge = new Challenge(devices, agent);
  const cut = () => void socket.disconnect(true);
  const timer = setTimeout(cut, PROVED_WITHIN_MS);
  socket.once("disconnect", () => clearTimeout(timer));
  const hear = async (proof: AgentProof) => {
    const answer = await challenge.answer(proof);
    clearTimeout(timer);
    if (answer.ok) serve();
    // It is to read why.
    else setImmediate(cut);
    return answer;
  };
  handle(socket, agentEvents.prove, AgentProof, hear, { traced: false });
  socket.emit(agentEvents.challenge, challenge.asked);
}

const isKeyed = (agent: AgentPrincipal): agent is KeyedAgent =>
  agent.key !== undefined && agent.installationId !== undefined;
