import { createHash } from "node:crypto";

/** The longest name of a Service, and of a label's value. */
const LONGEST = 63;

/** Returns the name of the objects of an intercept: `payments-laptop-ann`. Each Service has one for each key. */
export function agentName(service: string, key: string, longest = LONGEST): string {
  return fitted(`${service}-laptop-${key}`, longest);
}

/** Returns the name of the agent that has all requests of a Service. */
export function replacingName(service: string): string {
  return fitted(`${service}-laptop`);
}

/** Returns the name of the Service that leads to the origin's pods while the origin's own leads to an agent. */
export function podsName(agent: string): string {
  return fitted(`${agent}-origin`);
}

/**
 * Returns the name of the Service by which newer agents of the origin's Service reach this one. No other agent gets it, also
 * if it takes the same key: what is sent to an agent that is gone must not reach a newer one.
 */
export function sharingName(agent: string, made: number): string {
  return fitted(`${agent}-${made.toString(36)}`);
}

function fitted(name: string, longest = LONGEST): string {
  if (name.length <= longest && /[a-z0-9]$/.test(name)) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, longest - 9).replace(/-+$/, "")}-${hash}`;
}
