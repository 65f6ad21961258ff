import { type Problem, received } from "../problem.ts";
import type { Entry } from "./entry.ts";
import { readHttpRoutes } from "./readHttpRoutes.ts";
import { isRouteKey } from "./routeKey.ts";
import { serviceHost } from "./serviceHost.ts";
import type { Substitution } from "./substitution.ts";

/** Annotation of a Service that takes another Service's requests: the full name of that other Service. */
export const ROUTE_ORIGIN = "understudy.dev/route-origin";
/** The same annotation by the name that Mercari's Service Routing Controller gave it. */
export const MERCARI_ORIGIN = "mercari.com/service-router-origin-service";
/** Annotation and label: the route key that those requests carry. Without it, only those that name the Service reach it. */
export const ROUTE_KEY = "understudy.dev/route-key";
/** Annotation: the subset of the origin's own Service that they are sent to. */
export const ROUTE_SUBSET = "understudy.dev/route-subset";
/** Annotation: the port that they are sent to, if the Service has another port than the origin. */
export const ROUTE_PORT = "understudy.dev/route-port";
/** Annotation: `"true"` if the Service sends some requests back to the origin (`RETURNED_BY`), as an absent laptop's agent does. */
export const ROUTE_RETURNS = "understudy.dev/route-returns";
/** Annotation: the routes that the Service answers in place of the origin, as the JSON of a VirtualService's `http`. */
export const ROUTE_LIST = "understudy.dev/route-list";

/**
 * Annotation of a Service, a DestinationRule or a Deployment that is being deleted: the time. Routers leave out what the
 * other annotations declare, so that the routes to the pods go before the pods.
 */
export const ROUTE_WITHDRAWN = "understudy.dev/route-withdrawn";

/**
 * Label of everything that a stack declares: the stack's name. As an annotation, it has the words that the name is only
 * a part of: `acme/shop/stg`.
 */
export const STACK_LABEL = "understudy.dev/stack";
/** Label of everything that Pulumi declares: the id of the stack's state, which no other stack has. */
export const STACK_ID_LABEL = "understudy.dev/stack-id";
/** Label of Services that lead to a Service's own pods, or to laptops' agents, while that one leads to an agent: its name. */
export const PODS_OF = "understudy.dev/laptop-pods";
/** Label that the replicas of one change share. */
export const GROUP_LABEL = "understudy.dev/group";
/** Annotation of what the controller makes: the pull request, `github.com/acme/payments#12`. */
export const COPY_PULL_REQUEST = "understudy.dev/copy-pull-request";

/** More than any object of Kubernetes has. Comparing and writing values is recursive. */
const MOST_LEVELS = 100;

/** What Istio takes for the name of a subset. */
const SUBSET = /^[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;

/** The part of a Service that says where requests go. */
export interface AnnotatedService {
  name: string;
  namespace: string;
  annotations: Record<string, string>;
}

/** Returns the annotations of a replica's Service, from which `readAnnotations` gets the entry back. */
export function entryAnnotations({
  origin,
  key,
  destination,
  returns,
}: Entry): Record<string, string> {
  return {
    [ROUTE_ORIGIN]: origin,
    ...(key !== undefined && { [ROUTE_KEY]: key }),
    ...(destination.subset !== undefined && { [ROUTE_SUBSET]: destination.subset }),
    ...(destination.port !== undefined && { [ROUTE_PORT]: String(destination.port) }),
    ...(returns && { [ROUTE_RETURNS]: "true" }),
  };
}

/** Returns the annotations of a mock's Service that answers in place of an origin. */
export function substitutionAnnotations(substitution: Substitution): Record<string, string> {
  const { origin, key, routes } = substitution;
  return {
    [ROUTE_ORIGIN]: origin,
    ...(key !== undefined && { [ROUTE_KEY]: key }),
    [ROUTE_LIST]: JSON.stringify(routes),
  };
}

/** Returns the full name of the Service whose requests an annotated Service takes, or undefined if it names none. */
export function annotatedOrigin({
  namespace,
  annotations,
}: Omit<AnnotatedService, "name">): string | undefined {
  return serviceHost(annotations[originAnnotation(annotations)] ?? "", namespace);
}

/** Returns whether annotations name a Service, or try to, whose requests are taken. */
export function namesOrigin(annotations: AnnotatedService["annotations"]): boolean {
  return annotations[ROUTE_ORIGIN] !== undefined || annotations[MERCARI_ORIGIN] !== undefined;
}

/** Returns the name of the annotation that says the origin. Our own takes precedence. */
function originAnnotation(annotations: AnnotatedService["annotations"]): string {
  return (
    [ROUTE_ORIGIN, MERCARI_ORIGIN].find((name) => annotations[name] !== undefined) ?? ROUTE_ORIGIN
  );
}

/**
 * Returns the entry or substitution that an annotated Service declares, or undefined if it has none of these
 * annotations. Wrong annotations add problems, and the result is undefined.
 */
export function readAnnotations(
  service: AnnotatedService,
  problems: Problem[],
): Entry | Substitution | undefined {
  const { name, namespace, annotations } = service;
  const from = `Service ${namespace}/${name}`;
  const before = problems.length;
  const expect = (right: boolean, annotation: string, expected: string) => {
    if (right) return;
    const what = `expected ${expected}, received ${received(annotations[annotation])}`;
    problems.push({ where: `${from}: ${annotation}`, what });
  };
  const { [ROUTE_KEY]: key, [ROUTE_LIST]: list } = annotations;
  const named = originAnnotation(annotations);
  const text = annotations[named];
  const { [ROUTE_SUBSET]: subset, [ROUTE_PORT]: port } = annotations;
  if ((text ?? key ?? list) === undefined) return undefined;
  const origin = serviceHost(text ?? "", namespace) ?? "";
  expect(origin !== "", named, "a Service as payments.shop.svc.cluster.local");
  expect(key === undefined || isRouteKey(key), ROUTE_KEY, "a route key");
  if (list !== undefined) {
    // The check for a list of routes reports a text that is no JSON.
    const value = annotationJson(list) ?? list;
    const routes = readHttpRoutes(value, `${from}: ${ROUTE_LIST}`, problems);
    if (problems.length > before) return undefined;
    return { origin, ...(key !== undefined && { key }), routes, from };
  }
  expect(key !== undefined || subset === undefined, ROUTE_KEY, "a route key");
  // Istio would refuse the routes of all who have entries of the host.
  expect(subset === undefined || SUBSET.test(subset), ROUTE_SUBSET, "a subset's name");
  expect(port === undefined || isPort(port), ROUTE_PORT, "a port's number");
  if (problems.length > before) return undefined;
  const host = subset === undefined ? (serviceHost(name, namespace) ?? "") : origin;
  return {
    origin,
    ...(key !== undefined && { key }),
    destination: {
      host,
      ...(port !== undefined && { port: Number(port) }),
      ...(subset !== undefined && { subset }),
    },
    ...(annotations[ROUTE_RETURNS] === "true" && { returns: true as const }),
    from,
  };
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}

/**
 * Returns the JSON of an annotation, or undefined if it is none, or has too many levels. Whoever may annotate a Service in
 * any namespace writes it.
 */
export function annotationJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeper(value, MOST_LEVELS) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}
