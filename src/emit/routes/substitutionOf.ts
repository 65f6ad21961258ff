import type { LoadedMock } from "../../campaign/loadMocks.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import { profileOf } from "../../latency/plan.ts";
import { templateRegex } from "../../openapi/table/pattern.ts";
import type { Method, RouteKey, RouteTable } from "../../openapi/table/table.ts";
import { didYouMean, type Problem, UserError } from "../../problem.ts";
import type { HttpMatch } from "../../routing/httpRoute.ts";
import type { Substitution } from "../../routing/substitution.ts";
import { pathsOverlap, type RouteAtBase, routesAtBases } from "../delays/delayRoutes.ts";
import { bandRoutes } from "../delays/httpRoutes.ts";
import { meshPlan } from "../delays/latencyPlace.ts";
import { LONGEST_PATTERN } from "../delays/meshLimits.ts";
import { routeMatch } from "../delays/routeMatch.ts";

/**
 * Returns the routes that a mock answers in place of an origin (`replaces`), or undefined if the mock replaces none:
 * the chosen routes in matching order, under every base path, with the delays that the mesh makes. The mock gets a
 * request only if the document's route for it is chosen. If only `GET /users/{id}` is chosen, it does not get `GET
 * /users/me` when the document has a route for that.
 *
 * @throws {UserError} when the stack names a route that the document does not have, and when the pattern that excludes
 *   the other routes is longer than Istio accepts
 */
export function substitutionOf(mock: LoadedMock): Substitution | undefined {
  const { config, table } = mock;
  const { replaces, name: service } = config;
  if (replaces === undefined) return undefined;
  const from = `${config.where ?? service}.replaces`;
  const problems = unknownRoutes(replaces.routes ?? [], table, `${from}.routes`);
  const chosen = new Set(replaces.routes ?? table.routes.map(({ key }) => key));
  const plan = meshPlan(mock);
  // Without a port, a sidecar would take the origin's.
  const port = { number: config.ports.service };
  const route = [{ destination: { host: mockNames(config).host, port } }];
  const order = routesAtBases(table);
  const routes = order.flatMap((candidate, index) => {
    const { key } = candidate.route;
    if (!chosen.has(key)) return [];
    const hidden = order.slice(0, index).filter((earlier) => !chosen.has(earlier.route.key));
    const matches = matchesBeside(candidate, hidden);
    problems.push(...matches.flatMap((match) => tooLong(match, candidate.name, from)));
    return matches.flatMap((match) =>
      bandRoutes(`mock ${candidate.name}`, match, profileOf(plan, key), service).map((part) => ({
        ...part,
        route,
      })),
    );
  });
  if (problems.length > 0) throw new UserError(problems);
  const key = replaces.when?.key;
  return { origin: replaces.host, ...(key !== undefined && { key }), routes, from };
}

/**
 * Matches a route's requests, except those that the hidden routes, which are tried first, would answer. Methods with
 * the same hidden routes share a match.
 */
function matchesBeside(candidate: RouteAtBase, hidden: RouteAtBase[]): HttpMatch[] {
  const { basePath, route } = candidate;
  const methods = new Map<string, Method[]>();
  for (const method of route.answers) {
    const inTheWay = hidden.filter(
      (earlier) => earlier.route.answers.includes(method) && pathsOverlap(earlier, candidate),
    );
    const paths = inTheWay.map((one) => templateRegex(one.basePath, one.route.segments, "[^/?]+"));
    const pattern = [...new Set(paths)].join("|");
    methods.set(pattern, [...(methods.get(pattern) ?? []), method]);
  }
  return [...methods].map(([pattern, answers]) => ({
    ...routeMatch(basePath, { ...route, answers }),
    // Envoy's `:path` is the path with its query.
    ...(pattern !== "" && { withoutHeaders: { ":path": { regex: `(?:${pattern})(?:\\?.*)?` } } }),
  }));
}

function unknownRoutes(names: RouteKey[], table: RouteTable, where: string): Problem[] {
  const known = table.routes.map(({ key }) => key);
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      where,
      what: `no such route in the document: ${name}`,
      fix: didYouMean(name, known),
    }));
}

function tooLong({ uri, withoutHeaders }: HttpMatch, name: string, where: string): Problem[] {
  const lengths = [uri?.regex, withoutHeaders?.[":path"]?.regex].map((regex = "") => regex.length);
  const longest = Math.max(...lengths);
  if (longest <= LONGEST_PATTERN) return [];
  return [
    {
      where,
      what: `${name}: expected at most ${LONGEST_PATTERN} characters in the pattern of its path, and in the pattern of the routes that are tried before it and are not replaced, received ${longest}`,
      fix: "Also replace the routes that are tried before it.",
    },
  ];
}
