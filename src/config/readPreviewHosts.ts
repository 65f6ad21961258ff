import { previewHost } from "../campaign/previewHost.ts";
import type { GatewayApi, PreviewHostsConfig } from "../campaign/routingConfig.ts";
import { ROUTING } from "./schema/stack.ts";
import { at, type Field, report, reportTaken, whereOf } from "./values/check.ts";
import { isDnsName } from "./values/routingFormats.ts";

/** Reads the preview hosts and their gateway. */
export function readPreviewHosts(field: Field | undefined): PreviewHostsConfig | undefined {
  const read = ROUTING.previewHosts.type.read(field);
  if (field === undefined || read === undefined) return undefined;
  const taken = new Map<string, Field>();
  const apis = read.apis.flatMap(({ field, value }): GatewayApi[] => {
    const { service, base = { base: [] }, ...rest } = value;
    if (reportTaken(at(field, "api"), value.api, taken)) return [];
    const { host, ...port } = service;
    return [{ where: whereOf(field), ...rest, service: host, ...port, ...base }];
  });
  const previewHosts = { ...read, apis };
  checkTemplate(at(field, "host"), previewHosts);
  return previewHosts;
}

/** Checks the host with the shortest possible key. Hosts with longer keys are checked when all keys are known. */
function checkTemplate(field: Field, { host, domain, apis }: PreviewHostsConfig): void {
  for (const { api } of apis) {
    const name = previewHost(host, { key: "k", api, domain });
    if (isDnsName(name)) continue;
    report(field, `expected a template for DNS names, but it makes "${name}" for ${api}`);
  }
}
