import type { HttpRoute } from "./httpRoute.ts";

/** Routes of an origin's host that a mock answers instead, for all requests or only for those with one route key. */
export interface Substitution {
  /** Full name of the Service that the requests are sent to. */
  origin: string;
  /** Only requests with this route key are replaced; undefined means all requests. */
  key?: string;
  /** In order. Each has at least one match, leads to the mock, and has the delays that the mesh makes. */
  routes: HttpRoute[];
  /** The place of the declaration, for problems: `Pulumi.stg.yaml: services[1].replaces`. */
  from: string;
}
