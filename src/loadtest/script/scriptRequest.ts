import type { RouteKey } from "../../openapi/table/table.ts";

/** Requests of one route, as a script sends them. */
export interface RouteRequests {
  key: RouteKey;
  method: string;
  /** Name in Locust's statistics: the path template. */
  name: string;
  summary?: string;
  tags: string[];
  /** Paths with queries, each once. */
  paths: string[];
  /** Each once; empty without a body. */
  bodies: string[];
  /** Of all bodies. */
  contentType?: string;
  /** Of all requests of the route. */
  headers: Record<string, string>;
  /** Whether the answer is a redirection, whose target may be no mock. */
  redirects?: true;
}

/** A route that the script leaves out, and why, as a sentence without its full stop. */
export interface LeftOut {
  key: RouteKey;
  reason: string;
}

/** The requests to one service. */
export interface ServiceRequests {
  service: string;
  title: string;
  /** As the user wrote it. */
  document: string;
  /** Address of the service, without a slash at the end. */
  host?: string;
  /** Headers that nearly all requests need, such as credentials. */
  headers: Record<string, string>;
  routes: RouteRequests[];
  leftOut: LeftOut[];
}
