import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { withLinesOf } from "../openapi/document/lines.ts";
import type { Problem } from "../problem.ts";
import type { HttpRoute } from "../routing/httpRoute.ts";
import { readHttpRoutes } from "../routing/readHttpRoutes.ts";
import type { Campaign } from "./campaign.ts";
import { isFile, noSuchFile } from "./noSuchFile.ts";
import type { BaseRoutes } from "./routingConfig.ts";

/**
 * Returns the campaign with the team's routes read from their files. Adds every mistake in these files to `problems`.
 *
 * @param root folder of the stack's file, which the paths are relative to
 */
export function loadBaseRoutes(campaign: Campaign, root: string, problems: Problem[]): Campaign {
  const read = <T extends BaseRoutes & { where?: string }>(routes: T): T => {
    const { baseFile, where = "" } = routes;
    if (baseFile === undefined) return routes;
    return { ...routes, base: readBaseFile(baseFile, { where: `${where}.base`, root }, problems) };
  };
  const { router, previewHosts } = campaign;
  return {
    ...campaign,
    ...(router && { router: { ...router, hosts: router.hosts.map(read) } }),
    ...(previewHosts && { previewHosts: { ...previewHosts, apis: previewHosts.apis.map(read) } }),
  };
}

function readBaseFile(
  file: string,
  { where, root }: { where: string; root: string },
  problems: Problem[],
): HttpRoute[] {
  const path = resolve(root, file);
  if (!isFile(path)) {
    problems.push(noSuchFile(file, root, where));
    return [];
  }
  const text = readFileSync(path, "utf8");
  const value = parse(text, file, problems);
  if (value === undefined) return [];
  const found: Problem[] = [];
  const routes = readHttpRoutes(value, file, found);
  const places = found.map((problem) => ({ ...problem, where: placeIn(file, problem.where) }));
  problems.push(...withLinesOf(places, { file, text }));
  return routes;
}

/** Puts a colon after the file's name, as everywhere else: `readHttpRoutes` puts a list's index right after it. */
function placeIn(file: string, where: string): string {
  return where.startsWith(`${file}: `) ? where : `${file}: ${where.slice(file.length)}`;
}

/** YAML 1.1 would read texts such as `y` as booleans; this schema keeps them as texts. */
function parse(text: string, file: string, problems: Problem[]): unknown {
  try {
    return load(text, { schema: CORE_SCHEMA });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark === undefined ? "" : `:${error.mark.line + 1}`;
    const several = /single document/.test(error.reason);
    problems.push({
      where: `${file}${line}`,
      what: several
        ? "expected one YAML document, received several"
        : `not valid YAML: ${error.reason}`,
      ...(several ? { fix: "Put the VirtualService into a file of its own." } : {}),
    });
    return undefined;
  }
}
