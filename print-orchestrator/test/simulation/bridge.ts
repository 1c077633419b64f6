/** One connection of an agent, as the gateway that holds it sees it: see `agent-connection.ts` there. */
import type {
  AgentHello,
  AgentPrinters,
  AgentReport,
  Answer,
  HelloAccepted,
  ReportRecorded,
} from "@printermaster/contracts";
import { registerAgent, unregisterAgent } from "../../src/fleet/app/register-agent.ts";
import { reportPrinters } from "../../src/fleet/app/report-printers.ts";
import { recordReport } from "../../src/jobs/app/record-report.ts";
import type { AgentAnswer, AgentRequest, AgentSubjects } from "./agent-subjects.ts";
import type { Cluster } from "./cluster.ts";
import { Process } from "./process.ts";
import { BRANCH, COMPANY, type World } from "./world.ts";

/** The agent's end of the socket; a broken one hears and says nothing. */
export interface Socket {
  broken: boolean;
  readonly onRequest: (request: AgentRequest, reply: (answer: AgentAnswer) => void) => void;
  readonly onSuperseded: () => void;
}

export class Bridge {
  readonly session: string;
  readonly #agentId: string;
  readonly #socket: Socket;
  readonly #cluster: Cluster;
  readonly #process: Process;
  #claimed = false;
  #ended = false;
  readonly #deaf: (() => void)[] = [];

  constructor(
    world: World,
    subjects: AgentSubjects,
    cluster: Cluster,
    agentId: string,
    socket: Socket,
  ) {
    this.session = world.newId("session");
    this.#agentId = agentId;
    this.#socket = socket;
    this.#cluster = cluster;
    this.#process = new Process("gateway", world.scheduler);
    this.#deaf.push(
      subjects.listen(agentId, {
        session: this.session,
        hear: (request, reply) => this.#deliver(request, reply),
      }),
      this.#hearFleet(world),
    );
  }

  /** The answer once the session is claimed. */
  async hello(hello: AgentHello): Promise<HelloAccepted | undefined> {
    const body = { ...hello, agentId: this.#agentId, session: this.session, gateway: "gateway" };
    const claim = await this.#cluster.ask(this.#process, ({ fleet }) =>
      registerAgent(fleet, COMPANY, BRANCH, body),
    );
    if (!claim?.ok) this.#stopListening();
    else if (this.#ended) this.#bye();
    else this.#claimed = true;
    return this.#claimed && claim?.ok ? claim.value : undefined;
  }

  report(report: AgentReport): Promise<Answer<ReportRecorded> | undefined> {
    const body = { ...report, agentId: this.#agentId, session: this.session };
    return this.#cluster.ask(this.#process, ({ jobs }) =>
      recordReport(jobs, COMPANY, BRANCH, body),
    );
  }

  reportPrinters(account: AgentPrinters): Promise<Answer<object> | undefined> {
    const body = { ...account, agentId: this.#agentId, session: this.session };
    return this.#cluster.ask(this.#process, ({ fleet }) =>
      reportPrinters(fleet, COMPANY, BRANCH, body),
    );
  }

  /** The gateway noticed that the socket is gone. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopListening();
    if (this.#claimed) this.#bye();
  }

  endIn(ms: number): void {
    this.#process.after(ms, () => this.end());
  }

  #deliver(request: AgentRequest, reply: (answer: AgentAnswer) => void): void {
    if (this.#ended || this.#socket.broken) return;
    // A request that comes before the claim is known waits for it.
    if (this.#claimed) this.#socket.onRequest(request, reply);
    else this.#process.after(5, () => this.#deliver(request, reply));
  }

  #bye(): void {
    const body = { agentId: this.#agentId, session: this.session };
    void this.#cluster.ask(this.#process, ({ fleet }) =>
      unregisterAgent(fleet, COMPANY, BRANCH, body),
    );
  }

  /** Another session that the log tells of after ours has taken the agent over. */
  #hearFleet({ logs: { fleet }, network }: World): () => void {
    let ownHeard = false;
    let position = fleet.messages.length;
    return fleet.listen(() => {
      const { type, state } = fleet.messages[position++]!.body;
      if (type !== "AgentConnected" || !("session" in state)) return;
      if (state.agentId !== this.#agentId) return;
      ownHeard ||= state.session === this.session;
      if (!ownHeard || state.session === this.session) return;
      this.#process.after(network.latency(), () => {
        if (!this.#ended && !this.#socket.broken) this.#socket.onSuperseded();
      });
    });
  }

  #stopListening(): void {
    for (const stop of this.#deaf) stop();
  }
}
