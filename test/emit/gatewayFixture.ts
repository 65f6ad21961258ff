import type { GatewayConfig } from "../../config/routing.ts";
import type { KnownEntries } from "../../emit/knownEntries.ts";
import type { Entry } from "../../routing/entry.ts";

/** The Services of two APIs: A calls B. */
export const A = "api-a.shop.svc.cluster.local";
export const B = "api-b.shop.svc.cluster.local";

export const GATEWAY: GatewayConfig = {
  gateway: "istio-system/my-gateway",
  domain: "example.com",
  host: "preview-{key}-{api}.{domain}",
  apis: [
    { api: "api-a", service: A, base: [] },
    { api: "api-b", service: B, base: [] },
  ],
};

/** The replica of a Service for a key: `api-b-pr-12.shop`. */
export function entry(origin: string, key: string): Entry {
  const host = origin.replace(".", `-${key}.`);
  return { origin, key, destination: { host }, from: `Service ${host}` };
}

export function known(...entries: Entry[]): KnownEntries {
  return { keyHeader: "x-preview", entries };
}
