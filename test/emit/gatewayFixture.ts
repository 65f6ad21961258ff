import type { PreviewHostsConfig } from "../../src/campaign/routingConfig.ts";
import type { KnownRoutes } from "../../src/emit/gateway/knownRoutes.ts";
import type { Entry } from "../../src/routing/entry.ts";
import type { Substitution } from "../../src/routing/substitution.ts";

/** The Services of two APIs: A calls B. */
export const A = "api-a.shop.svc.cluster.local";
export const B = "api-b.shop.svc.cluster.local";

export const GATEWAY: PreviewHostsConfig = {
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

/** `GET` of a path of a Service, answered by a mock: for everybody, or for one key. */
export function substitution(origin: string, path: string, key?: string): Substitution {
  const host = `mock-${key ?? "all"}.mocks.svc.cluster.local`;
  return {
    origin,
    ...(key !== undefined && { key }),
    routes: [
      {
        name: `mock GET ${path}`,
        match: [{ uri: { exact: path }, method: { exact: "GET" } }],
        route: [{ destination: { host } }],
      },
    ],
    from: `Service ${host}`,
  };
}

export function known(...routes: (Entry | Substitution)[]): KnownRoutes {
  return {
    keyHeader: "x-preview",
    entries: routes.filter((route) => "destination" in route),
    substitutions: routes.filter((route) => "routes" in route),
  };
}
