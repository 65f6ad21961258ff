import type { IncomingHttpHeaders } from "node:http";

import type { Answer } from "./http/answer.ts";
import type { Incoming } from "./http/exchanged.ts";
import { requestedDelay } from "./requestedDelay.ts";
import type { Endpoint } from "./serving.ts";
import type { ServedSite } from "./sites.ts";

/** A request to a mock, as far as it depends only on its method, target and headers. */
export interface Call {
  method: string;
  /** As it was sent. */
  url: string;
  headers: IncomingHttpHeaders;
  site: ServedSite;
  /** Path within the site. */
  path: string;
  /** As it is on the wire, without the question mark. */
  query: string;
  /** Undefined if no route matches. */
  endpoint: Endpoint | undefined;
  /** Path parameters, decoded; undefined if no route matches. */
  params: Record<string, string> | undefined;
  /** The delay that the request asks for, or what is wrong with it. */
  requested: ReturnType<typeof requestedDelay>;
  /** The answer, once it is known that each such request gets the same. Faults and full queues have other ones. */
  answer: Answer | undefined;
}

/**
 * Whether a request is a call once more: clients repeat requests. Of the headers only the identity is compared, so those
 * of `node:http`, which makes new ones for each request, never are.
 */
export function isRepeated({ method, url, headers }: Call, request: Incoming): boolean {
  return headers === request.headers && url === request.url && method === request.method;
}

/**
 * Reads a request to a mock, and finds its route.
 *
 * @param path within the site
 */
export function createCall(
  site: ServedSite,
  { method = "GET", url = "/", headers }: Incoming,
  path: string,
  query: string,
): Call {
  const { serving } = site;
  const found = serving.router.find(method, path);
  return {
    method,
    url,
    headers,
    site,
    path,
    query,
    endpoint: found && serving.endpoint(found),
    params: found?.params,
    requested: requestedDelay(headers),
    answer: undefined,
  };
}
