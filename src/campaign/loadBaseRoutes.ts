import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { withLinesOf } from "../openapi/document/lines.ts";
import type { Problem } from "../problem.ts";
import { type InPlace, lostBeside, readBesideRoutes } from "../routing/besideRoutes.ts";
import { readHttpRoutes } from "../routing/readHttpRoutes.ts";
import { serviceOf } from "../routing/serviceHost.ts";
import type { Campaign } from "./campaign.ts";
import { isFile, noSuchFile } from "./noSuchFile.ts";
import type { BaseRoutes, GatewayApi, PreviewHostsConfig } from "./routingConfig.ts";

/**
 * Returns the campaign with the team's routes read from their files. Adds every mistake in these files to `problems`, and
 * everything that a VirtualService says besides its routes and that the stack would not write in its place.
 *
 * @param root folder of the stack's file, which the paths are relative to
 */
export function loadBaseRoutes(campaign: Campaign, root: string, problems: Problem[]): Campaign {
  const read = <T extends BaseRoutes & { where?: string }>(routes: T, kept?: InPlace): T => {
    const { baseFile, where = "", beside } = routes;
    const place = `${where}.base`;
    if (baseFile !== undefined)
      return { ...routes, ...readBaseFile(baseFile, { where: place, root, kept }, problems) };
    if (beside && kept) problems.push(...lostBeside(beside, kept, place));
    return routes;
  };
  const { router, previewHosts } = campaign;
  const inMesh = { hosts: (router?.hosts ?? []).map(({ host }) => host), gateways: ["mesh"] };
  return {
    ...campaign,
    ...(router && {
      router: {
        ...router,
        hosts: router.hosts.map((one) =>
          read(one, { ...inMesh, namespace: serviceOf(one.host).namespace }),
        ),
      },
    }),
    ...(previewHosts && {
      previewHosts: {
        ...previewHosts,
        apis: previewHosts.apis.map((api) => read(api, atPublicHost(api, previewHosts))),
      },
    }),
  };
}

/** Preview hosts leave the team's VirtualService as it is; only that of a public host is replaced. */
function atPublicHost(
  { publicHost, service }: GatewayApi,
  { gateway }: PreviewHostsConfig,
): InPlace | undefined {
  if (publicHost === undefined) return undefined;
  return { namespace: serviceOf(service).namespace, hosts: [publicHost], gateways: [gateway] };
}

function readBaseFile(
  file: string,
  { where, root, kept }: { where: string; root: string; kept: InPlace | undefined },
  problems: Problem[],
): Pick<BaseRoutes, "base" | "beside"> {
  const path = resolve(root, file);
  if (!isFile(path)) {
    problems.push(noSuchFile(file, root, where));
    return { base: [] };
  }
  const text = readFileSync(path, "utf8");
  const value = parse(text, file, problems);
  if (value === undefined) return { base: [] };
  const found: Problem[] = [];
  const base = readHttpRoutes(value, file, found);
  const beside = readBesideRoutes(value, file, found);
  if (beside && kept) found.push(...lostBeside(beside, kept, file));
  const places = found.map((problem) => ({ ...problem, where: placeIn(file, problem.where) }));
  problems.push(...withLinesOf(places, { file, text }));
  return { base, ...(beside && { beside }) };
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
