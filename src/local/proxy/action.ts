import type { HttpMatch, HttpRoute } from "../../routing/httpRoute.ts";

/**
 * A request as it reached the proxy, with lower-case header names. Several lines of one header are joined by commas.
 */
export interface ProxiedRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
}

/** What happens to a request: it is forwarded, changed as its route says, or answered at once. */
export type Action =
  | {
      kind: "forward";
      /** Host of the Service, as the route names it. */
      host: string;
      target: string;
      request: HeaderChanges;
      response: HeaderChanges;
    }
  | { kind: "answer"; status: number; headers: Record<string, string>; body: string };

/** Header names are in lower case. As in Envoy, `remove` is applied last. */
export interface HeaderChanges {
  set: Record<string, string>;
  add: Record<string, string>;
  remove: string[];
}

/**
 * Returns what a VirtualService's route does with a request that one of its matches took. Delays, retries, timeouts,
 * mirrors and CORS are ignored: in front of local mocks they would only hide what is being tried.
 *
 * @param random a number from 0 to 1, for weighted destinations
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export function actionOf(
  route: HttpRoute,
  match: HttpMatch | undefined,
  request: ProxiedRequest,
  random: number,
): Action {
  const { redirect, directResponse, fault } = route;
  if (redirect !== undefined) return redirectTo(redirect, request);
  if (fault?.abort?.httpStatus !== undefined && fault.abort.percentage?.value === 100) {
    return answer(fault.abort.httpStatus, "fault filter abort");
  }
  if (directResponse !== undefined) {
    const { string = "", bytes } = directResponse.body ?? {};
    const body = bytes === undefined ? string : Buffer.from(String(bytes), "base64").toString();
    return answer(directResponse.status ?? 200, body);
  }
  const chosen = pick(route.route ?? [], random);
  if (chosen === undefined) return answer(503, `route "${route.name ?? ""}" leads nowhere`);
  const { rewrite } = route;
  const levels = [route.headers, chosen.headers];
  return {
    kind: "forward",
    host: chosen.destination.host,
    target: rewritten(rewrite, match, request.target),
    request: changes([
      ...levels.map((level) => level?.request),
      ...(rewrite?.authority === undefined ? [] : [{ set: { host: rewrite.authority } }]),
    ]),
    response: changes(levels.map((level) => level?.response)),
  };
}

/** Returns headers with the changes applied. */
export function changed(
  headers: Record<string, string>,
  { set, add, remove }: HeaderChanges,
): Record<string, string> {
  const result = { ...headers, ...set };
  for (const [name, value] of Object.entries(add)) {
    result[name] = result[name] === undefined ? value : `${result[name]},${value}`;
  }
  for (const name of remove) delete result[name];
  return result;
}

type Weighted = NonNullable<HttpRoute["route"]>[number];
type Operations = { set?: object; add?: object; remove?: string[] } | undefined;

/** A single destination needs no weight. Several are chosen in proportion to their weights. */
function pick(destinations: Weighted[], random: number): Weighted | undefined {
  if (destinations.length < 2) return destinations[0];
  const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
  let left = random * total;
  return destinations.find(({ weight = 0 }) => {
    left -= weight;
    return left < 0;
  });
}

function changes(operations: Operations[]): HeaderChanges {
  const lower = (headers: object | undefined) =>
    Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
  return {
    set: Object.assign({}, ...operations.map((operation) => lower(operation?.set))),
    add: Object.assign({}, ...operations.map((operation) => lower(operation?.add))),
    remove: operations.flatMap((operation) => operation?.remove ?? []).map((n) => n.toLowerCase()),
  };
}

/** Replaces a matched prefix by the new one, and the whole path for any other match. The query stays. */
function rewritten(
  rewrite: HttpRoute["rewrite"],
  match: HttpMatch | undefined,
  target: string,
): string {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark);
  const { uri, uriRegexRewrite } = rewrite ?? {};
  if (uriRegexRewrite?.match !== undefined) {
    const replacement = (uriRegexRewrite.rewrite ?? "")
      .replace(/\$/g, "$$$$")
      .replace(/\\(\d)/g, "$$$1");
    return path.replace(new RegExp(uriRegexRewrite.match, "gu"), replacement) + query;
  }
  if (uri === undefined) return target;
  const prefix = match?.uri?.prefix ?? (match?.uri === undefined ? "/" : undefined);
  if (prefix === undefined) return uri + query;
  return uri + path.slice(prefix.length) + query;
}

function redirectTo(
  { uri, authority, scheme, port, redirectCode }: NonNullable<HttpRoute["redirect"]>,
  { target, headers }: ProxiedRequest,
): Action {
  const host = authority ?? headers.host ?? "";
  const at = port === undefined ? host : `${host.replace(/:\d+$/, "")}:${port}`;
  const location = `${scheme ?? "http"}://${at}${uri ?? target}`;
  return { kind: "answer", status: redirectCode ?? 301, headers: { location }, body: "" };
}

function answer(status: number, body: string): Action {
  return { kind: "answer", status, headers: { "content-type": "text/plain" }, body };
}
