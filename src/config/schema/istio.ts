import { gateway, quantity, subdomain } from "../values/formats.ts";
import { boolean, mapping, noneOr } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";

export const MESH = {
  enabled: { type: boolean, default: true, meaning: "`false` is the same as `istio: none`." },
  revision: {
    type: subdomain("1-31-0"),
    default: "auto",
    meaning:
      "Label `istio.io/rev` of the namespace: the newest of the running istiods (`auto`), no label (`none`), or this name.",
    example: "1-31-0",
  },
} satisfies Section;

export const SIDECAR_LIMITS = {
  cpu: { type: quantity("500m"), default: "500m", meaning: "CPU limit of the sidecar." },
  memory: { type: quantity("512Mi"), default: "512Mi", meaning: "Memory limit of the sidecar." },
} satisfies Section;

export const SIDECAR_REQUESTS = {
  cpu: {
    type: quantity("100m"),
    default: "100m",
    meaning: "CPU request of the sidecar. A default above the limit is lowered to it.",
  },
  memory: {
    type: quantity("128Mi"),
    default: "128Mi",
    meaning: "Memory request of the sidecar. A default above the limit is lowered to it.",
  },
} satisfies Section;

export const SIDECAR = {
  inject: { type: boolean, default: true, meaning: "`false` is the same as `sidecar: none`." },
  limits: { type: mapping(SIDECAR_LIMITS), meaning: "What the sidecar may use at most." },
  requests: {
    type: mapping(SIDECAR_REQUESTS),
    meaning:
      "What a node reserves for the sidecar. By default it is what Istio reserves for every sidecar.",
  },
} satisfies Section;

export const EXPOSE = {
  host: {
    type: subdomain("payments-mock.example.com"),
    required: true,
    meaning: "Host name that callers use.",
    example: "payments-mock.example.com",
  },
  gateway: {
    type: gateway,
    required: true,
    meaning: "The Gateway as `namespace/name`.",
    example: "istio-ingress/public",
  },
} satisfies Section;

export const ISTIO = {
  istio: { type: noneOr(MESH), meaning: "`none`: no sidecar and no VirtualService." },
  sidecar: {
    type: noneOr(SIDECAR),
    meaning:
      "`none`: no sidecar beside the mock. Delays in the mesh do not need it: they are made beside the callers.",
  },
  expose: {
    type: mapping(EXPOSE),
    otherwise: "none",
    meaning: "Leads a host at an Istio Gateway to the mock, for callers outside the mesh.",
  },
} satisfies Section;
