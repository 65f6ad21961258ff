import type { LaptopConfig } from "../../campaign/routingConfig.ts";
import type { KeyedEntry } from "../../routing/entry.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { agentName } from "./agentName.ts";

/** A StatefulSet's pods have its name, and a hash of ten characters, in a label. */
const LONGEST = 63 - 11;

/** Returns the name of the objects of an agent that a stack declares, by which commands find it: `payments-laptop-ann`. */
export function standingName(service: string, key: string): string {
  return agentName(service, key, LONGEST);
}

/** Returns where requests with the key of such an agent go. */
export function laptopEntry({ service, namespace, key, where }: LaptopConfig): KeyedEntry {
  const name = standingName(service, key);
  return {
    origin: serviceHost(service, namespace) ?? "",
    key,
    destination: { host: serviceHost(name, namespace) ?? "" },
    returns: true,
    from: where ?? `laptop ${name}`,
  };
}
