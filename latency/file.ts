import { existsSync, readFileSync } from "node:fs";
import { load, YAMLException } from "js-yaml";
import { didYouMean, type Problem, received } from "../problem.ts";
import type { RouteKey } from "../routes/table.ts";
import { parseProfile } from "./parse.ts";
import type { Profile } from "./profile.ts";

/** A latency file as read: profiles by route, and the one for all other routes. */
export interface LatencyFile {
  /** Its path, as problems name it. */
  file: string;
  default?: Profile;
  routes: Record<RouteKey, Profile>;
}

/** The latency file's path beside a document: `specs/payments.yaml` → `specs/payments.latency.yaml`. */
export function latencyFileOf(spec: string): string {
  return spec.replace(/(\.(?:ya?ml|json))?$/, ".latency.yaml");
}

/** Reads a latency file; undefined when there is none. Mistakes are added to `problems`. */
export function readLatencyFile(file: string, problems: Problem[]): LatencyFile | undefined {
  if (!existsSync(file)) return undefined;
  const result: LatencyFile = { file, routes: {} };
  const content = parseYaml(readFileSync(file, "utf8"), file, problems);
  if (content === undefined || content === null) return result;
  if (!isMapping(content)) {
    problems.push({
      where: file,
      what: `expected "default" and "routes", received ${received(content)}`,
    });
    return result;
  }
  for (const key of Object.keys(content)) {
    if (key === "default" || key === "routes") continue;
    const fix = didYouMean(key, ["default", "routes"]);
    problems.push({
      where: file,
      what: `expected "default" and "routes", received ${received(key)}`,
      ...(fix === undefined ? {} : { fix }),
    });
  }
  if (content.default !== undefined) {
    const profile = parseProfile(content.default, `${file}: default`, problems);
    if (profile !== undefined) result.default = profile;
  }
  const routes = content.routes ?? {};
  if (!isMapping(routes)) {
    problems.push({
      where: `${file}: routes`,
      what: `expected profiles by route, such as GET /users/{id}: {p95: 120ms}, received ${received(routes)}`,
    });
    return result;
  }
  for (const [key, value] of Object.entries(routes)) {
    const profile = parseProfile(value, `${file}: routes["${key}"]`, problems);
    if (profile !== undefined) result.routes[key] = profile;
  }
  return result;
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

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
