import type { HttpRoute } from "./httpRoute.ts";

/** Chosen routes of an origin's host that a mock answers, for everybody or for one route key only. */
export interface Substitution {
  /** Full name of the Service that the requests are sent to. */
  origin: string;
  /** Only requests with this route key; all requests where it is undefined. */
  key?: string;
  /** In order, each with one match or more, leading to the mock and with the mesh's delays where it makes them. */
  routes: HttpRoute[];
  /** Where it was declared, for problems: `Pulumi.stg.yaml: services[1].replaces`. */
  from: string;
}
