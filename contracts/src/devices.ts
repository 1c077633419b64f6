/** Agents with a key of their own: how they are paired, how they prove who they are, and what their signatures cover. */
import { z } from "zod";
import type { AgentReport } from "./agent-protocol.ts";
import { Id, line } from "./ids.ts";
import { Outcome } from "./outcomes.ts";
import { Signature, type ReportSignature } from "./signatures.ts";

export { originIn, ReportSignature, Signature } from "./signatures.ts";

/** The 32 bytes of an Ed25519 key. */
export const PublicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "43 characters of base64url");
export type PublicKey = z.infer<typeof PublicKey>;

export const CreatePairingCode = z.object({
  branchId: Id,
  name: line(80).min(1).optional(),
  /** A device that was installed anew keeps its id: the new key takes the old one's place. */
  deviceId: Id.optional(),
});
export type CreatePairingCode = z.infer<typeof CreatePairingCode>;

/** Shown to one person, once: only its keyed hash is kept. */
export const PairingCode = z.object({
  code: z.string(),
  branchId: Id,
  deviceId: Id.optional(),
  expiresAt: z.iso.datetime(),
});
export type PairingCode = z.infer<typeof PairingCode>;

/** The signature is over `pairingClaim`: whoever sends a key has it. */
export const PairDevice = z.object({
  code: line(40),
  publicKey: PublicKey,
  installationId: Id,
  signature: Signature,
});
export type PairDevice = z.infer<typeof PairDevice>;

/** What the device's signatures at connections are made for. */
const audience = line(120).min(1);

export const DevicePaired = z.object({ deviceId: Id, companyId: Id, branchId: Id, audience });
export type DevicePaired = z.infer<typeof DevicePaired>;

/** Given at the handshake, as `auth`. Company and branch are those it was paired for. */
export const KeyedHandshake = z.object({
  userRole: z.literal("desktop_app"),
  keyed: z.literal(true),
  deviceId: Id,
  appVersion: z.string().max(40),
  instanceId: Id,
});
export type KeyedHandshake = z.infer<typeof KeyedHandshake>;

/** Bridge → agent, on each connection, before anything else. */
export const AgentChallenge = z.object({
  audience,
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/),
  issuedAt: z.iso.datetime(),
});
export type AgentChallenge = z.infer<typeof AgentChallenge>;

/** Agent → bridge: the signature is over `connectionClaim`. */
export const AgentProof = z.object({ signature: Signature });
export type AgentProof = z.infer<typeof AgentProof>;

/** One agent of a branch: paired, or connected now, or both. */
export const AgentView = z.object({
  deviceId: Id,
  branchId: Id,
  name: z.string().optional(),
  credential: z.enum(["device-key", "licence"]),
  connected: z.boolean(),
  gateway: z.string().optional(),
  pairedAt: z.iso.datetime().optional(),
  revokedAt: z.iso.datetime().optional(),
});
export type AgentView = z.infer<typeof AgentView>;
export const AgentList = z.object({ agents: z.array(AgentView) });
export type AgentList = z.infer<typeof AgentList>;

/** What its signatures are verified with, where no database is needed. Revoked, it signs nothing any more. */
export const StoredDevice = z.object({
  company: Id,
  branch: Id,
  publicKey: PublicKey,
  installationId: Id,
  revoked: z.boolean(),
});
export type StoredDevice = z.infer<typeof StoredDevice>;

/** Texts of one line each, so no two claims read alike; the first line keeps the kinds apart. */
const claim = (...lines: readonly (string | number)[]): string => lines.join("\n");

export const pairingClaim = ({
  code,
  publicKey,
  installationId,
}: Omit<PairDevice, "signature">): string =>
  claim("printermaster pairing 1", code, publicKey, installationId);

export const connectionClaim = (
  { audience, nonce, issuedAt }: AgentChallenge,
  deviceId: Id,
  installationId: Id,
): string =>
  claim("printermaster connection 1", audience, nonce, issuedAt, deviceId, installationId);

export const reportClaim = (
  deviceId: Id,
  { jobId, attempt, outcome }: Pick<AgentReport, "jobId" | "attempt" | "outcome">,
  at: ReportSignature["at"],
): string => claim("printermaster report 1", deviceId, jobId, attempt, at, ...linesOf(outcome));

/** Of the outcome as every reader has it: with its remarks cleaned. */
function linesOf(told: Outcome): (string | number)[] {
  const outcome = Outcome.parse(told);
  switch (outcome.result) {
    case "completed": {
      const { result, proof, paperHash, bytes, startedAt, endedAt } = outcome;
      return [result, proof, paperHash, bytes, startedAt, endedAt];
    }
    case "failed":
      return [outcome.result, outcome.code, outcome.detail];
    case "unconfirmed":
      return [outcome.result, outcome.cause];
  }
}
