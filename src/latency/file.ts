import { existsSync, readFileSync } from "node:fs";
import { load, YAMLException } from "js-yaml";
import { isMapping, toPointer } from "../openapi/document/node.ts";
import { linesOf } from "../openapi/document/position.ts";
import type { RouteKey } from "../openapi/table/table.ts";
import { didYouMean, type Problem, received } from "../problem.ts";
import { type FaultPlan, parseFaultPlan } from "./faults.ts";
import { parseProfile } from "./parse.ts";
import type { Profile } from "./profile.ts";
import { type Provenance, parseProvenance } from "./provenance.ts";

/** The content of a latency file: profiles by route, and the profile of all other routes. */
export interface LatencyFile {
  /** The file's path, as problems name it. */
  file: string;
  text: string;
  default?: Profile;
  routes: Record<RouteKey, Profile>;
  faults?: FaultPlan;
  /** Where the profiles come from that `latency pull` wrote. The others were written by hand. */
  pulled?: PulledParts;
}

export interface PulledParts {
  default?: Provenance;
  routes: Record<RouteKey, Provenance>;
}

/** Returns the path of a document's latency file: `specs/payments.yaml` → `specs/payments.latency.yaml`. */
export function latencyFileOf(spec: string): string {
  return spec.replace(/(\.(?:ya?ml|json))?$/, ".latency.yaml");
}

/** Reads a latency file and adds its mistakes to `problems`. Returns undefined if there is no such file. */
export function readLatencyFile(file: string, problems: Problem[]): LatencyFile | undefined {
  return existsSync(file) ? readLatencyText(file, readFileSync(file, "utf8"), problems) : undefined;
}

/** Reads the text of a latency file and adds its mistakes to `problems`. */
export function readLatencyText(file: string, text: string, problems: Problem[]): LatencyFile {
  const result: LatencyFile = { file, text, routes: {} };
  const content = parseYaml(text, file, problems) ?? {};
  if (!isMapping(content)) {
    problems.push({
      where: file,
      what: `expected ${KEYS}, received ${received(content)}`,
    });
    return result;
  }
  for (const [key, value] of Object.entries(content)) {
    if (key === "default") {
      const { profile, pulled } = readProfile(result, ["default"], value, problems);
      if (profile !== undefined) result.default = profile;
      if (pulled !== undefined) result.pulled = { routes: {}, ...result.pulled, default: pulled };
    } else if (key === "routes") {
      readRoutes(result, value ?? {}, problems);
    } else if (key === "faults") {
      const place = (...route: string[]) => placeIn(result, ["faults", ...route]);
      result.faults = parseFaultPlan(value ?? {}, place, problems);
    } else {
      problems.push({
        where: placeIn(result, [key]),
        what: `expected ${KEYS}, received ${received(key)}`,
        fix: didYouMean(key, ["default", "routes", "faults"]),
      });
    }
  }
  return result;
}

const KEYS = '"default", "routes" and "faults"';

/** Returns a place in a latency file as problems name it: `specs/payments.latency.yaml:3: routes["GET /refunds"]`. */
export function placeIn({ file, text }: LatencyFile, path: string[]): string {
  const pointer = toPointer(path);
  const line = linesOf({ text }, [pointer]).get(pointer);
  const [first, ...keys] = path;
  return `${file}:${line}: ${first}${keys.map((key) => `["${key}"]`).join("")}`;
}

function readRoutes(file: LatencyFile, routes: unknown, problems: Problem[]): void {
  if (!isMapping(routes)) {
    problems.push({
      where: placeIn(file, ["routes"]),
      what: `expected profiles by route, such as GET /users/{id}: {p95: 120ms}, received ${received(routes)}`,
    });
    return;
  }
  for (const [key, value] of Object.entries(routes)) {
    const { profile, pulled } = readProfile(file, ["routes", key], value, problems);
    if (profile !== undefined) file.routes[key] = profile;
    if (pulled === undefined) continue;
    file.pulled ??= { routes: {} };
    file.pulled.routes[key] = pulled;
  }
}

/** Reads a profile and its provenance. Looks up a line only if there is a problem to report. */
function readProfile(
  file: LatencyFile,
  path: string[],
  value: unknown,
  problems: Problem[],
): { profile?: Profile | undefined; pulled?: Provenance | undefined } {
  const found: Problem[] = [];
  const result = isMapping(value) && "pulled" in value ? readPulled(value, found) : {};
  const profile = parseProfile(result.rest ?? value, "", found);
  if (found.length > 0) {
    const place = placeIn(file, path);
    problems.push(...found.map((problem) => ({ ...problem, where: `${place}${problem.where}` })));
  }
  return { profile, pulled: result.pulled };
}

function readPulled(
  { pulled: written, ...rest }: Record<string, unknown>,
  problems: Problem[],
): { rest?: unknown; pulled?: Provenance | undefined } {
  return { rest, pulled: parseProvenance(written, ".pulled", problems) };
}

function parseYaml(text: string, file: string, problems: Problem[]): unknown {
  // js-yaml throws on a document without content.
  if (/^(?:\s*(?:#.*)?(?:\n|$))*$/.test(text)) return undefined;
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    problems.push({
      where: `${file}:${(error.mark?.line ?? 0) + 1}`,
      what: `not valid YAML: ${error.reason}`,
    });
    return undefined;
  }
}
