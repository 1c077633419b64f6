/** An agent with a key of its own, as far as its key is concerned. */
import {
  AgentChallenge,
  agentEvents,
  connectionClaim,
  DevicePaired,
  PairingCode,
  pairingClaim,
  type Answer,
} from "@printermaster/contracts";
import { newSigningKey, signerWith } from "@printermaster/runtime";
import type { Socket } from "socket.io-client";
import { next, type World } from "./world.ts";

export class TestDevice {
  readonly #key = newSigningKey();
  readonly installationId: string;
  paired: DevicePaired | undefined;

  constructor(installationId = "install1") {
    this.installationId = installationId;
  }

  readonly sign = (text: string): string => signerWith(this.#key.privatePem)(text);

  request(code: string) {
    const claimed = { code, publicKey: this.#key.publicKey, installationId: this.installationId };
    return { ...claimed, signature: this.sign(pairingClaim(claimed)) };
  }

  async pair(world: World, code: string): Promise<DevicePaired> {
    const response = await world.post("/v1/devices/pair", this.request(code));
    this.paired = DevicePaired.parse(await response.json());
    return this.paired;
  }

  auth(over: object = {}) {
    return {
      userRole: "desktop_app",
      keyed: true,
      deviceId: this.paired?.deviceId,
      instanceId: this.installationId,
      appVersion: "1.0.0",
      ...over,
    };
  }

  /** Of a socket that has not connected yet. */
  async prove(socket: Socket, over: Partial<AgentChallenge> = {}): Promise<Answer<object>> {
    const asked = AgentChallenge.parse(await next(socket, agentEvents.challenge));
    return await this.answer(socket, { ...asked, ...over });
  }

  async answer(socket: Socket, asked: AgentChallenge): Promise<Answer<object>> {
    const claim = connectionClaim(asked, this.paired?.deviceId ?? "", this.installationId);
    const asking = socket.timeout(5000);
    return await asking.emitWithAck(agentEvents.prove, { signature: this.sign(claim) });
  }
}

export async function codeFor(
  world: World,
  headers: Record<string, string>,
  branchId = "north",
  deviceId?: string,
): Promise<string> {
  const wanted = { branchId, name: "Till 2", deviceId };
  const response = await world.post("/v1/pairing-codes", wanted, headers);
  return PairingCode.parse(await response.json()).code;
}
