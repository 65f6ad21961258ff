import type { TLSSocket } from "node:tls";
import { type Claim, claimOf } from "../link/claim.ts";
import { peerKeyOf, peerOf } from "../link/secure.ts";
import type { AgentPort, AgentSettings } from "./settings.ts";

/** Who may join an agent, and for which ports. */
export interface Admission {
  /** Returns why the laptop at the other end is refused, or undefined if it is served. */
  refusal(socket: TLSSocket): string | undefined;
  /** Returns what the laptop opens for requests to a port of the Service, or undefined if they are the origin's. */
  portOf(port: AgentPort): number | undefined;
  /** Returns whose laptop is served, for people, or undefined if none is. */
  holder(): string | undefined;
}

/**
 * Returns who may join: the one laptop whose certificate the agent was made for, or those whose keys a stack names, one at a
 * time. What such a laptop wants is in its certificate, of which each command has its own.
 *
 * @param isThere whether a laptop is served now
 */
export function admissionOf(
  settings: Pick<AgentSettings, "laptop" | "laptopKeys" | "holder" | "intercept">,
  isThere: () => boolean,
): Admission {
  const { laptop, laptopKeys, holder, intercept } = settings;
  const refusal = `it is the intercept of ${holder}`;
  if (laptopKeys !== undefined) return ofKeys(laptopKeys, intercept?.ports ?? [], isThere);
  return {
    refusal: (socket) => (peerOf(socket) === laptop ? undefined : refusal),
    portOf: ({ port, toLaptop }) => (toLaptop ? port : undefined),
    holder: () => (isThere() ? holder : undefined),
  };
}

function ofKeys(
  keys: readonly string[],
  ports: readonly AgentPort[],
  isThere: () => boolean,
): Admission {
  /** What each command is told whose place another one has taken, by its certificate. */
  const superseded = new Map<string, string>();
  let current: { certificate: string; claim: Claim; chosen: Map<AgentPort, number> } | undefined;
  return {
    refusal(socket) {
      if (!keys.includes(peerKeyOf(socket)))
        return "the stack does not name the key of this machine";
      const certificate = peerOf(socket);
      const before = superseded.get(certificate);
      if (before !== undefined) return before;
      if (current?.certificate === certificate) return undefined;
      const claim = claimOf(socket);
      if (claim === undefined) return "it does not understand this version of the command";
      if (isThere() && current !== undefined && !claim.take) {
        return `it answers for ${current.claim.holder}; --take moves it here`;
      }
      const chosen = chosenOf(claim, ports);
      if (typeof chosen === "string") return chosen;
      if (current !== undefined) {
        superseded.set(current.certificate, `${claim.holder} has taken it over`);
      }
      current = { certificate, claim, chosen };
      return undefined;
    },
    portOf: (port) => current?.chosen.get(port),
    holder: () => (isThere() ? current?.claim.holder : undefined),
  };
}

/** Returns the local port for each port that is the laptop's, or why there is none. */
function chosenOf(claim: Claim, ports: readonly AgentPort[]): Map<AgentPort, number> | string {
  const chosen = new Map<AgentPort, number>();
  for (const { local, service } of claim.ports) {
    const port =
      service === undefined
        ? ports.length === 1
          ? ports[0]
          : undefined
        : ports.find(({ name, port }) => name === service || String(port) === service);
    const names = ports.map(({ name, port }) => name ?? port).join(", ");
    if (port === undefined) {
      return service === undefined
        ? `--port: the Service has several ports that carry HTTP: ${names}`
        : `--port: the stack names no port ${service} that carries HTTP, only ${names}`;
    }
    const other = chosen.get(port);
    if (other !== undefined) {
      return `--port: the Service's port ${port.name ?? port.port} has one local port: ${other} or ${local}`;
    }
    chosen.set(port, local);
  }
  return chosen;
}
