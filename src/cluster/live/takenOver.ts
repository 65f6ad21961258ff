import { createHash } from "node:crypto";
import { keyHeaderOf } from "../../emit/routes/hostRoutings.ts";
import type { Problem } from "../../problem.ts";
import { annotatedOrigin, annotationJson } from "../../routing/annotations.ts";
import type { LiveRoutes } from "../../routing/composeLive.ts";
import type { DeclaredHost } from "../../routing/declaredHost.ts";
import type { HttpRoute } from "../../routing/httpRoute.ts";
import { targetHeader } from "../../routing/keyMatches.ts";
import { isMapping, readHttpRoutes } from "../../routing/readHttpRoutes.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { isInMesh, type LiveVirtualService, nameOf } from "./liveVirtualService.ts";
import type { RouteContent } from "./writeRoutes.ts";

/** Annotation of a VirtualService that is nobody's stack: `"true"` lets keys be composed into its routes. */
export const TAKE_OVER = "understudy.dev/take-over";
/** Annotation of one that has keys: its own routes as JSON, which come back when the last key goes. */
export const ROUTE_BEFORE = "understudy.dev/route-before";
/** Annotation of one that has keys: the SHA-256 of the composed routes. Any others were written by somebody else. */
export const ROUTE_COMPOSED = "understudy.dev/route-composed";

/** A team's own VirtualService whose routes are the base of a host. */
export interface TakenOver {
  declared: DeclaredHost;
  /** Its own routes, as they were. */
  before: HttpRoute[];
}

/** Returns whether keys may be composed into the routes of a VirtualService that is nobody's stack. */
export function mayBeTaken({ metadata }: LiveVirtualService): boolean {
  return metadata.annotations?.[TAKE_OVER] === "true";
}

/** Returns a team's own VirtualService as a base, or undefined with problems if its routes cannot be one. */
export function takenOver(
  virtualService: LiveVirtualService,
  routes: LiveRoutes,
  problems: Problem[],
): TakenOver | undefined {
  const { metadata, spec } = virtualService;
  const where = `VirtualService ${nameOf(virtualService)}`;
  const [host = "", ...more] = spec?.hosts ?? [];
  const full = serviceHost(host, metadata.namespace);
  const { gateways = [] } = spec ?? {};
  if (full === undefined || more.length > 0 || !isInMesh(virtualService) || gateways.length > 1) {
    const what = "can be taken over only if it has one host, a Service, and no gateway";
    problems.push({ where, what, fix: `Split it, or take ${TAKE_OVER} off.` });
    return undefined;
  }
  const http = spec?.http ?? [];
  const isEdited = metadata.annotations?.[ROUTE_COMPOSED] !== digestOf(http);
  const hasEntries = namesTargets(http, full) || leadsTo(http, entriesOf(full, routes));
  if (hasKept(virtualService) && isEdited && hasEntries) {
    problems.push(edited(virtualService));
    return undefined;
  }
  const before = hasKept(virtualService) && !isEdited ? keptIn(virtualService, problems) : http;
  if (before === undefined) return undefined;
  const own = { kind: "VirtualService", metadata, spec: { ...spec, http: before } };
  const found = problems.length;
  const base = readHttpRoutes(own, where, problems);
  if (problems.length > found) return undefined;
  const keyHeader = keyHeaderOf({});
  return { declared: { where, host: full, keyHeader, base, entries: [] }, before };
}

/** Returns what a VirtualService is to have that was taken over: its own routes, if no entries are left. */
export function contentOf(
  { before }: Pick<TakenOver, "before">,
  http: HttpRoute[] | undefined,
): RouteContent {
  return http === undefined
    ? { http: before, annotations: { [ROUTE_BEFORE]: null, [ROUTE_COMPOSED]: null } }
    : {
        http,
        annotations: {
          [ROUTE_BEFORE]: JSON.stringify(before),
          [ROUTE_COMPOSED]: digestOf(http),
        },
      };
}

/** Returns whether a VirtualService has keys that were composed into its own routes. */
export function hasKept({ metadata }: LiveVirtualService): boolean {
  return metadata.annotations?.[ROUTE_BEFORE] !== undefined;
}

/**
 * Returns what a VirtualService had before it was taken over, or undefined with a problem if that cannot be told. What
 * somebody else has written since stays.
 */
export function givenBack(
  virtualService: LiveVirtualService,
  problems: Problem[],
): RouteContent | undefined {
  const { metadata, spec } = virtualService;
  const http = spec?.http ?? [];
  const isOurs = metadata.annotations?.[ROUTE_COMPOSED] === digestOf(http);
  const host = serviceHost(spec?.hosts?.[0] ?? "", metadata.namespace) ?? "";
  if (!isOurs && namesTargets(http, host)) {
    problems.push(edited(virtualService));
    return undefined;
  }
  const before = isOurs ? keptIn(virtualService, problems) : http;
  return before && contentOf({ before }, undefined);
}

function edited(virtualService: LiveVirtualService): Problem {
  return {
    where: `VirtualService ${nameOf(virtualService)}`,
    what: "stays as it is: somebody has changed its composed routes by hand",
    fix: `Write its own routes into it, without those of keys. They were, until keys came: ${ROUTE_BEFORE}.`,
  };
}

/** Returns the own routes that an annotation keeps, or undefined with a problem if somebody has spoilt it. */
function keptIn(virtualService: LiveVirtualService, problems: Problem[]): HttpRoute[] | undefined {
  const kept = annotationJson(virtualService.metadata.annotations?.[ROUTE_BEFORE] ?? "");
  if (Array.isArray(kept) && kept.every(isMapping)) return kept;
  problems.push({
    where: `VirtualService ${nameOf(virtualService)}`,
    what: `stays as it is: its own routes cannot be read from its annotation ${ROUTE_BEFORE}`,
    fix: "Write its own routes into it, without those of keys.",
  });
  return undefined;
}

/** The API server orders fields as it likes. */
function digestOf(http: readonly HttpRoute[]): string {
  const text = JSON.stringify(http, (_, value: unknown) =>
    isMapping(value) ? Object.fromEntries(Object.entries(value).toSorted()) : value,
  );
  return createHash("sha256").update(text).digest("hex");
}

/** Returns the Services that entries of a host lead to. */
function entriesOf(host: string, { services }: LiveRoutes): Set<string | undefined> {
  const own = services.filter(
    ({ metadata: { namespace, annotations = {} } }) =>
      annotatedOrigin({ namespace, annotations }) === host,
  );
  return new Set(own.map(({ metadata: { name, namespace } }) => serviceHost(name, namespace)));
}

/** Returns whether routes are for requests that name a target. A team's own never are: they could have no keys then. */
function namesTargets(http: readonly HttpRoute[], host: string): boolean {
  const header = host === "" ? "" : targetHeader(host);
  return http.some(({ match = [] }) => match.some(({ headers = {} }) => header in headers));
}

function leadsTo(http: readonly HttpRoute[], hosts: ReadonlySet<string | undefined>): boolean {
  return http.some(({ route = [] }) => route.some((one) => hosts.has(one.destination?.host)));
}
