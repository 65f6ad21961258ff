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

/** Returns the parts of a stack that express the arguments of a `PreviewGateway`, and the arguments' places in it. */
export function gatewayOfArguments({ header, entries, ...said }: GatewayArguments): {
  values: Record<string, unknown>;
  places: Place[];
} {
  const { router, places } = routerOfArguments({ header, ...(entries && { entries }) });
  const apis = said.apis?.map(({ baseFile, ...api }) => ({
    ...api,
    ...(baseFile !== undefined && { base: api.base ?? baseFile }),
  }));
  const previewHosts = { ...said, ...(apis && { apis }) };
  return { values: { router, previewHosts }, places: [...places, ["previewHosts", ""]] };
}
