import { and, didYouMean } from "../../problem.ts";
import { report } from "../values/check.ts";
import { gateway, label, subdomain } from "../values/formats.ts";
import { list, placed, text, whole } from "../values/kinds.ts";
import { labels } from "../values/podFormats.ts";
import { baseRoutes, hostName, serviceWithPort } from "../values/routingFormats.ts";
import type { Kind, Section } from "../values/setting.ts";

const DEFAULT_TEMPLATE = "preview-{key}-{api}.{domain}";
const PLACES = ["{key}", "{api}", "{domain}"];

const anyTemplate = text(`a template such as "${DEFAULT_TEMPLATE}"`);

/** A template with `{key}` and `{api}`. `{domain}` is the only other placeholder. */
const template: Kind<string> = {
  ...anyTemplate,
  read(field) {
    const value = anyTemplate.read(field);
    if (field === undefined || value === undefined) return undefined;
    const places: string[] = value.match(/\{[^{}]*\}/g) ?? [];
    const unknown = places.filter((place) => !PLACES.includes(place));
    for (const place of unknown) {
      const fix = didYouMean(place, PLACES) ?? `There are ${and(PLACES)}.`;
      report(field, `${place} is not a placeholder`, fix);
    }
    const missing = ["{key}", "{api}"].filter((place) => !places.includes(place));
    if (missing.length > 0 && unknown.length === 0) {
      const fix = "Without them several keys or APIs would share a host.";
      report(field, `expected a template with {key} and {api}, received "${value}"`, fix);
    }
    return unknown.length + missing.length === 0 ? value : undefined;
  },
};

/** By which a Gateway finds the ingress gateway's pods. */
export const GATEWAY_SELECTOR = {
  type: labels,
  required: true,
  meaning: "Labels of the ingress gateway's pods.",
  example: { istio: "ingressgateway" },
} as const;

const CREATE = {
  selector: GATEWAY_SELECTOR,
  tlsSecret: {
    type: subdomain("preview-certificate"),
    otherwise: "HTTP only",
    meaning: "The Secret with the certificate of `*.<domain>`, in the ingress gateway's namespace.",
    example: "preview-certificate",
  },
} satisfies Section;

const API = {
  api: { type: label, required: true, meaning: "What `{api}` stands for.", example: "payments" },
  service: {
    type: serviceWithPort(),
    required: true,
    meaning:
      "The Service behind it, with a port where it has several, because requests at a gateway have the gateway's port.",
    example: "payments.shop:8080",
  },
  base: {
    type: baseRoutes,
    meaning:
      "The team's own routes of that API at the gateway, as in `router.hosts.base`; preview hosts have them too.",
    example: "routing/payments.yaml",
  },
  publicHost: {
    type: hostName("api.example.com"),
    meaning: "The API's ordinary host, if this stack is to route that by claims, too.",
    example: "api.example.com",
  },
} satisfies Section;

export const PREVIEW_HOSTS = {
  gateway: {
    type: gateway,
    required: true,
    meaning: "The Istio Gateway as `namespace/name`: one that exists, unless `create` is there.",
    example: "istio-ingress/public",
  },
  create: { type: whole(CREATE), meaning: "Makes that Gateway, with the host `*.<domain>`." },
  domain: {
    type: hostName("example.com"),
    required: true,
    meaning: "End of the hosts.",
    example: "example.com",
  },
  host: {
    type: template,
    default: DEFAULT_TEMPLATE,
    meaning: "Template of the hosts: there is one for every key and every API.",
  },
  apis: {
    type: list(
      placed(whole(API, "a mapping of api and service")),
      "a list of APIs, each with api and service",
      { nonEmpty: true },
    ),
    required: true,
    meaning: "What is reached from outside.",
    example: [{ api: "payments", service: "payments.shop" }],
  },
} satisfies Section;
