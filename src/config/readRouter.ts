import type { RoutedHost, RouterConfig } from "../campaign/routingConfig.ts";
import type { Entry } from "../routing/entry.ts";
import { at, type Field, list, object, reportTaken, whereOf } from "./check.ts";
import { readBase } from "./readBase.ts";
import { destination, headerName, hostOfService, routeKey } from "./routingFormats.ts";
import { ROUTING_DEFAULTS, ROUTING_KEYS } from "./routingShape.ts";

/**
 * The hosts that the stack routes.
 *
 * @param others whether the stack has something else that reads the header, and so may have no hosts of its own
 */
export function readRouter(field: Field | undefined, others: boolean): RouterConfig | undefined {
  const keys = object(field, ROUTING_KEYS.router);
  if (field === undefined || keys === undefined) return undefined;
  const taken = new Map<string, Field>();
  const hosts = list(
    keys.hosts ?? (others ? undefined : at(field, "hosts")),
    'a list of hosts such as ["payments.shop"]',
    (host) => readHost(host, taken),
  );
  return {
    header: headerName(keys.header) ?? ROUTING_DEFAULTS.router.header,
    hosts: hosts ?? [],
  };
}

function readHost(field: Field, taken: Map<string, Field>): RoutedHost | undefined {
  const where = whereOf(field);
  if (typeof field.value === "string") {
    const host = hostOfService(field);
    return host === undefined || reportTaken(field, host, taken)
      ? undefined
      : { where, host, base: [], entries: [] };
  }
  const keys = object(
    field,
    ROUTING_KEYS["router.hosts"],
    "a Service such as payments.shop, or a mapping of host, base and entries",
  );
  if (keys === undefined) return undefined;
  const place = keys.host ?? at(field, "host");
  const host = hostOfService(place);
  const base = readBase(keys.base);
  const entries = list(keys.entries, "a list of entries, each with key and to", readEntry) ?? [];
  if (host === undefined || reportTaken(place, host, taken)) return undefined;
  return { where, host, ...base, entries: entries.map((entry) => ({ ...entry, origin: host })) };
}

function readEntry(field: Field): Omit<Entry, "origin"> | undefined {
  const keys = object(field, ROUTING_KEYS["router.hosts.entries"]);
  if (keys === undefined) return undefined;
  const key = routeKey(keys.key ?? at(field, "key"));
  const to = destination(keys.to ?? at(field, "to"));
  return key === undefined || to === undefined
    ? undefined
    : { key, destination: to, from: whereOf(field) };
}
