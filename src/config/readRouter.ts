import type { RoutedHost, RouterConfig } from "../campaign/routingConfig.ts";
import { ROUTER } from "./schema/router.ts";
import { ROUTING } from "./schema/stack.ts";
import { at, type Field, hasProblem, isMapping, reportTaken, whereOf } from "./values/check.ts";

/**
 * Reads the hosts that the stack routes.
 *
 * @param others whether another part of the stack uses the header, so that `router` may have no hosts
 */
export function readRouter(field: Field | undefined, others: boolean): RouterConfig | undefined {
  const read = ROUTING.router.type.read(field);
  if (field === undefined || read === undefined) return undefined;
  const place = at(field, "hosts");
  if (read.hosts === undefined && !others && !hasProblem(place)) ROUTER.hosts.type.read(place);
  const taken = new Map<string, Field>();
  const hosts = (read.hosts ?? []).flatMap(({ field, value }): RoutedHost[] => {
    const { host, base = { base: [] }, entries = [] } = value;
    const place = isMapping(field.value) ? at(field, "host") : field;
    if (reportTaken(place, host, taken)) return [];
    return [
      {
        where: whereOf(field),
        host,
        ...base,
        entries: entries.map(({ field, value: { key, to } }) => ({
          key,
          destination: to,
          from: whereOf(field),
          origin: host,
        })),
      },
    ];
  });
  return { header: read.header, hosts };
}
