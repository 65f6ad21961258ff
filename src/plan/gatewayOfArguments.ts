import type { Problem } from "../problem.ts";
import { bothBases } from "./bothBases.ts";
import type { Place } from "./planArguments.ts";
import { type RouteArguments, routerOfArguments } from "./routerOfArguments.ts";

/** Arguments of `PreviewGateway` as plain data. */
export interface GatewayArguments extends RouteArguments {
  gateway?: unknown;
  create?: unknown;
  domain?: unknown;
  host?: unknown;
  apis?: { base?: unknown; baseFile?: unknown }[];
}

/**
 * Returns the parts of a stack that express the arguments of a `PreviewGateway`, and the arguments' places in it.
 * @param where the component, or the argument of one: `RoutingClaims "tokens": previewHosts`
 */
export function gatewayOfArguments(
  { header, entries, ...said }: GatewayArguments,
  where: string,
): { values: Record<string, unknown>; places: Place[]; problems: Problem[] } {
  const { router, places } = routerOfArguments({ header, ...(entries && { entries }) });
  const apis = said.apis?.map(({ baseFile, ...api }) => ({
    ...api,
    ...(baseFile !== undefined && { base: api.base ?? baseFile }),
  }));
  // A stack takes an empty mapping to be left out.
  const previewHosts = { gateway: undefined, ...said, ...(apis && { apis }) };
  const ofFiles = (said.apis ?? []).flatMap(({ baseFile }, i): Place[] =>
    baseFile === undefined ? [] : [[`previewHosts.apis[${i}].base`, `apis[${i}].baseFile`]],
  );
  const inArguments = where.includes(": ") ? `${where}.` : `${where}: `;
  return {
    values: { router, previewHosts },
    places: [...places, ["previewHosts", ""], ...ofFiles],
    problems: (said.apis ?? []).flatMap((api, i) => bothBases(api, `${inArguments}apis[${i}]`)),
  };
}
