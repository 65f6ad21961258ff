import { type Problem, received } from "../problem.ts";
import { completeNames } from "./completeNames.ts";
import type { HttpRoute } from "./httpRoute.ts";

/** The actions of an HTTP route: it has exactly one of these. */
const ACTIONS = ["route", "redirect", "directResponse", "delegate"];

/**
 * Reads a team's own routes: an `http` list as it stands in a stack, or a whole VirtualService, whose short names are
 * completed with its namespace. Unknown fields are kept. What cannot be kept adds problems, and the result is then an
 * empty list.
 */
export function readHttpRoutes(value: unknown, where: string, problems: Problem[]): HttpRoute[] {
  const before = problems.length;
  if (!isMapping(value)) return checkedList(value, where, problems);
  if (value.kind !== "VirtualService" || !isMapping(value.spec)) {
    const what = `expected a list of HTTP routes or a VirtualService, received ${kindOf(value)}`;
    problems.push({ where, what });
    return [];
  }
  for (const other of ["tcp", "tls"]) {
    if (value.spec[other] === undefined) continue;
    problems.push({
      where: `${where}: spec.${other}`,
      what: "only HTTP routes can be kept",
      fix: "Leave this host to its VirtualService.",
    });
  }
  const http = checkedList(value.spec.http ?? [], `${where}: spec.http`, problems);
  if (problems.length > before) return [];
  const namespace = isMapping(value.metadata) ? value.metadata.namespace : undefined;
  return typeof namespace === "string"
    ? http.map((route) => completeNames(route, namespace))
    : http;
}

function checkedList(value: unknown, where: string, problems: Problem[]): HttpRoute[] {
  const before = problems.length;
  const expect = (right: boolean, path: string, expected: string, found: unknown) => {
    if (right) return;
    problems.push({
      where: `${where}${path}`,
      what: `expected ${expected}, received ${received(found)}`,
    });
  };
  if (isRouteList(value, expect) && problems.length === before) return value;
  return [];
}

type Expect = (right: boolean, path: string, expected: string, found: unknown) => void;

/** Checks the fields that are read later: names, matches, destinations and mirrors. */
function isRouteList(value: unknown, expect: Expect): value is HttpRoute[] {
  expect(Array.isArray(value), "", "a list of HTTP routes", value);
  for (const [index, route] of entriesOf(value)) checkRoute(route, `[${index}]`, expect);
  return Array.isArray(value);
}

function checkRoute(route: unknown, path: string, expect: Expect): void {
  expect(isMapping(route), path, "an HTTP route", route);
  if (!isMapping(route)) return;
  const { name = "", match = [], route: destinations = [] } = route;
  expect(typeof name === "string", `${path}.name`, "a text", name);
  expect(Array.isArray(match), `${path}.match`, "a list", match);
  for (const [index, one] of entriesOf(match)) checkMatch(one, `${path}.match[${index}]`, expect);
  const actions = ACTIONS.filter((action) => route[action] !== undefined);
  expect(actions.length === 1, path, `one of ${ACTIONS.join(", ")}`, actions);
  expect(Array.isArray(destinations), `${path}.route`, "a list", destinations);
  const { mirror, mirrors = [], delegate = {} } = route;
  expect(Array.isArray(mirrors), `${path}.mirrors`, "a list", mirrors);
  expect(isMapping(delegate), `${path}.delegate`, "a mapping", delegate);
  if (mirror !== undefined) checkHost(mirror, `${path}.mirror`, expect);
  for (const [field, list] of Object.entries({ route: destinations, mirrors })) {
    for (const [index, one] of entriesOf(list)) {
      const destination = isMapping(one) ? one.destination : undefined;
      checkHost(destination, `${path}.${field}[${index}].destination`, expect);
    }
  }
}

function checkHost(destination: unknown, path: string, expect: Expect): void {
  const host = isMapping(destination) ? destination.host : undefined;
  expect(typeof host === "string", `${path}.host`, "a host", host);
}

function checkMatch(match: unknown, path: string, expect: Expect): void {
  expect(isMapping(match), path, "a mapping", match);
  if (!isMapping(match)) return;
  const { gateways = [] } = match;
  const areNames = Array.isArray(gateways) && gateways.every((one) => typeof one === "string");
  expect(areNames, `${path}.gateways`, "a list of names", gateways);
  for (const field of ["uri", "method", "authority", "scheme"]) {
    const text = match[field];
    if (text !== undefined) checkText(text, `${path}.${field}`, expect);
  }
  for (const field of ["headers", "withoutHeaders", "queryParams"]) {
    const texts = match[field] ?? {};
    expect(isMapping(texts), `${path}.${field}`, "a mapping", texts);
    for (const [name, text] of Object.entries(texts)) {
      const present = isMapping(text) && Object.keys(text).length === 0;
      if (!present) checkText(text, `${path}.${field}.${name}`, expect);
    }
  }
}

function checkText(text: unknown, path: string, expect: Expect): void {
  const [kind = "", ...others] = isMapping(text) ? Object.keys(text) : [];
  const right = ["exact", "prefix", "regex"].includes(kind) && others.length === 0;
  expect(
    right && isMapping(text) && typeof text[kind] === "string",
    path,
    "exact, prefix or regex with a text",
    text,
  );
}

function entriesOf(value: unknown): Iterable<[number, unknown]> {
  return Array.isArray(value) ? value.entries() : [];
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf({ kind }: Record<string, unknown>): string {
  return kind === undefined ? "a mapping without a kind" : `the kind ${received(kind)}`;
}
