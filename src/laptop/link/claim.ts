import type { TLSSocket } from "node:tls";

/** What a laptop says of itself in its certificate, where an agent has many that may join. Its key has signed it. */
export interface Claim {
  /** Whose session it is, for people: `ann@mac since 2026-11-27T10:00Z`. */
  holder: string;
  /** Its ports, and those of the Service whose requests they answer. */
  ports: { local: number; service?: string }[];
  /** Whether it takes the place of another one. */
  take: boolean;
}

/** No more is read: a certificate of the own making is longer by what it says twice. */
const LONGEST_HOLDER = 100;

/** Returns the text that stands for it in a certificate. */
export function claimText({ holder, ...claim }: Claim): string {
  return JSON.stringify({ holder: holder.slice(0, LONGEST_HOLDER), ...claim });
}

/** Returns what the laptop at the other end says, or undefined if it cannot be read. */
export function claimOf(socket: TLSSocket): Claim | undefined {
  try {
    const { holder, ports, take } = JSON.parse(String(socket.getPeerCertificate().subject.CN));
    const areRead = (ports as Claim["ports"]).every(
      ({ local, service = "" }) => Number.isInteger(local) && typeof service === "string",
    );
    if (typeof holder !== "string" || !areRead) return undefined;
    return { holder, ports, take: take === true };
  } catch {
    return undefined;
  }
}
