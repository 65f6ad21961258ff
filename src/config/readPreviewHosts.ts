import { previewHost } from "../campaign/previewHost.ts";
import type { GatewayApi, PreviewHostsConfig } from "../campaign/routingConfig.ts";
import { and, didYouMean } from "../problem.ts";
import {
  at,
  defined,
  type Field,
  nonEmptyList,
  object,
  report,
  reportTaken,
  text,
  whereOf,
} from "./check.ts";
import { gateway, label, subdomain } from "./formats.ts";
import { labels } from "./podFormats.ts";
import { readBase } from "./readBase.ts";
import { hostName, isDnsName, serviceWithPort } from "./routingFormats.ts";
import { ROUTING_DEFAULTS, ROUTING_KEYS } from "./routingShape.ts";

/** The preview hosts, and the gateway that they are at. */
export function readPreviewHosts(field: Field | undefined): PreviewHostsConfig | undefined {
  const keys = object(field, ROUTING_KEYS.previewHosts);
  if (field === undefined || keys === undefined) return undefined;
  const name = gateway(keys.gateway ?? at(field, "gateway"));
  const create = readCreate(keys.create);
  const domain = hostName(keys.domain ?? at(field, "domain"), "example.com");
  const host =
    keys.host === undefined ? ROUTING_DEFAULTS.previewHosts.host : readTemplate(keys.host);
  const taken = new Map<string, Field>();
  const apis = nonEmptyList(
    keys.apis ?? at(field, "apis"),
    "a list of APIs, each with api and service",
    (api) => readApi(api, taken),
  );
  if (name === undefined || domain === undefined || host === undefined || apis === undefined)
    return undefined;
  checkTemplate(keys.host ?? field, { host, domain, apis });
  return { gateway: name, domain, host, apis, ...defined({ create }) };
}

function readCreate(field: Field | undefined): PreviewHostsConfig["create"] {
  const keys = object(field, ROUTING_KEYS["previewHosts.create"]);
  if (field === undefined || keys === undefined) return undefined;
  const selector = labels(keys.selector ?? at(field, "selector"));
  const tlsSecret = subdomain(keys.tlsSecret, "preview-certificate");
  return selector && { selector, ...defined({ tlsSecret }) };
}

const PLACES = ["{key}", "{api}", "{domain}"];

function readTemplate(field: Field): string | undefined {
  const template = text(field, `a template such as "${ROUTING_DEFAULTS.previewHosts.host}"`);
  if (template === undefined) return undefined;
  const places: string[] = template.match(/\{[^{}]*\}/g) ?? [];
  const unknown = places.filter((place) => !PLACES.includes(place));
  for (const place of unknown) {
    const fix = didYouMean(place, PLACES) ?? `There are ${and(PLACES)}.`;
    report(field, `${place} stands for nothing`, fix);
  }
  const missing = ["{key}", "{api}"].filter((place) => !places.includes(place));
  if (missing.length > 0 && unknown.length === 0) {
    const fix = "Without them several keys or APIs would share a host.";
    report(field, `expected a template with {key} and {api}, received "${template}"`, fix);
  }
  return unknown.length + missing.length === 0 ? template : undefined;
}

/** The host with the shortest key: longer ones are looked at where all keys are known. */
function checkTemplate(
  field: Field,
  { host, domain, apis }: Pick<PreviewHostsConfig, "host" | "domain" | "apis">,
): void {
  for (const { api } of apis) {
    const name = previewHost(host, { key: "k", api, domain });
    if (isDnsName(name)) continue;
    report(field, `expected a template of DNS names, and it makes "${name}" for ${api}`);
  }
}

function readApi(field: Field, taken: Map<string, Field>): GatewayApi | undefined {
  const keys = object(field, ROUTING_KEYS["previewHosts.apis"], "a mapping of api and service");
  if (keys === undefined) return undefined;
  const place = keys.api ?? at(field, "api");
  const api = label(place);
  const service = serviceWithPort(
    keys.service ?? at(field, "service"),
    'a Service as service.namespace or service.namespace:port, such as "payments.shop"',
  );
  const base = readBase(keys.base);
  const publicHost = hostName(keys.publicHost, "api.example.com");
  if (api === undefined || service === undefined || reportTaken(place, api, taken))
    return undefined;
  const { host, port } = service;
  return { where: whereOf(field), api, service: host, ...base, ...defined({ port, publicHost }) };
}
