import type { Destination } from "../../routing/entry.ts";
import { isMapping } from "../values/check.ts";
import { label } from "../values/formats.ts";
import { list, placed, whole } from "../values/kinds.ts";
import {
  baseRoutes,
  headerName,
  hostOfService,
  routeKey,
  serviceWithPort,
} from "../values/routingFormats.ts";
import type { Kind, Section, Whole } from "../values/setting.ts";

const TO = {
  host: {
    type: serviceWithPort(),
    required: true,
    meaning:
      "The Service, with a port where it has another one than the origin: Istio knows no other by itself. Not a headless Service, for which a sidecar sends requests to the pod that the caller chose.",
    example: "catalog-alice.shop:8080",
  },
  subset: { type: label, meaning: "A subset of a DestinationRule.", example: "v2" },
} satisfies Section;

const toService = serviceWithPort(
  'a Service such as "payments-pr-12.shop" or "payments-pr-12.shop:8080", or a mapping of host and subset',
);
const toSubset = whole(TO);

/** `service.namespace`, `service.namespace:port`, or a mapping with one of these as host, and a subset. */
const destination: Kind<Destination> = {
  words: "text or mapping",
  read(field) {
    if (!isMapping(field?.value)) return toService.read(field);
    const read = toSubset.read(field);
    if (read === undefined) return undefined;
    const { host, ...rest } = read;
    return { ...host, ...rest };
  },
  schema: { anyOf: [toService.schema, toSubset.schema] },
  keys: TO,
};

const ENTRY = {
  key: { type: routeKey, required: true, meaning: "The route key.", example: "alice" },
  to: {
    type: destination,
    required: true,
    meaning: "Where its requests go.",
    example: "catalog-alice.shop:8080",
  },
} satisfies Section;

const HOST = {
  host: {
    type: hostOfService,
    required: true,
    meaning: "The Service that requests are sent to, the **origin**.",
    example: "catalog.shop",
  },
  base: {
    type: baseRoutes,
    meaning:
      "The team's own routes for that host, kept as they are: the path of a YAML file with its VirtualService or with a list of http routes, or that list itself.",
    example: "routing/catalog.yaml",
  },
  entries: {
    type: list(placed(whole(ENTRY)), "a list of entries, each with key and to"),
    meaning:
      "Keys that lead elsewhere than to a preview: to a colleague's machine, another version.",
    example: [{ key: "alice", to: "catalog-alice.shop:8080" }],
  },
} satisfies Section;

const hostMapping = whole(
  HOST,
  "a Service such as payments.shop, or a mapping of host, base and entries",
);

/** A Service, or a mapping. A Service alone is short for a mapping with that host. */
const routedHost: Kind<Whole<typeof HOST>> = {
  ...hostMapping,
  read(field) {
    if (typeof field?.value !== "string") return hostMapping.read(field);
    const host = hostOfService.read(field);
    return host === undefined ? undefined : { host };
  },
  schema: { anyOf: [hostOfService.schema, hostMapping.schema] },
};

export const ROUTER = {
  header: {
    type: headerName,
    default: "x-preview",
    meaning:
      "The plain header that carries route keys beside `baggage`: one of your own, which means nothing to HTTP, proxies or tracing.",
  },
  hosts: {
    type: list(placed(routedHost), 'a list of hosts such as ["payments.shop"]'),
    otherwise: "must be given",
    meaning:
      "The hosts; `payments.shop` is short for `{ host: payments.shop }`. With `previewHosts` or `claims` it may be left out: then another stack has the hosts.",
    example: ["payments.shop"],
  },
} satisfies Section;
