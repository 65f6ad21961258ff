import type { ReplacesConfig } from "../campaign/routingConfig.ts";
import { at, defined, type Field, nonEmptyList, object, text } from "./check.ts";
import { hostOfService, labelledKey } from "./routingFormats.ts";
import { ROUTING_KEYS } from "./routingShape.ts";

/** What of `replaces` is written: the host is the service's own where none is. */
export type Replaces = Partial<Pick<ReplacesConfig, "host" | "routes" | "when">>;

/** The requests of an origin's host that a mock answers in its place. */
export function readReplaces(field: Field | undefined): Replaces | undefined {
  const keys = object(field, ROUTING_KEYS.replaces);
  if (keys === undefined) return undefined;
  return defined({
    host: hostOfService(keys.host),
    routes: nonEmptyList(keys.routes, 'a list of routes such as ["POST /payments"]', (route) =>
      text(route),
    ),
    when: readWhen(keys.when),
  });
}

function readWhen(field: Field | undefined): ReplacesConfig["when"] {
  const keys = object(field, ROUTING_KEYS["replaces.when"]);
  if (field === undefined || keys === undefined) return undefined;
  const key = labelledKey(keys.key ?? at(field, "key"));
  return key === undefined ? undefined : { key };
}
