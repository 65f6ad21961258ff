import { label, serviceName, suffix } from "../values/formats.ts";
import { boolean, plain, text, whole } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";
import { ANSWERS } from "./answers.ts";
import { IMAGE } from "./image.ts";
import { ISTIO } from "./istio.ts";
import { LATENCY } from "./latency.ts";
import { PODS } from "./pods.ts";
import { REPLACES } from "./replaces.ts";

const DOCUMENT = 'the path of an OpenAPI document such as "specs/payments.yaml"';

/** Settings that only a service has; `defaults` does not have them. */
export const OWN = {
  name: {
    type: plain(serviceName, "a name"),
    required: true,
    meaning: "Name of the microservice. No two services have the same.",
    example: "payments",
  },
  spec: {
    type: plain(text(DOCUMENT), DOCUMENT),
    required: true,
    meaning:
      "Path of its OpenAPI document (2.0 to 3.2) or Postman collection (2.0, 2.1), from the folder of the stack's file.",
    example: "specs/payments.yaml",
  },
  replaces: {
    type: whole(REPLACES),
    apart: true,
    meaning: "Requests to a real service's host that this mock answers. Not in `defaults`.",
    example: { routes: ["POST /payments"], when: { key: "pr-12" } },
  },
} satisfies Section;

export const IDENTITY = {
  namespace: {
    type: label,
    otherwise: "the service's name",
    meaning:
      "Namespace of the microservice. The name of the mock's own namespace is made from it: `shop-prism-mock`.",
    example: "shop",
  },
  createNamespace: {
    type: boolean,
    default: true,
    meaning: "`false`: the mock goes into `namespace` itself, which exists already and stays.",
  },
  suffix: {
    type: suffix,
    default: "-prism-mock",
    meaning: "End of the names of namespace, Deployment, Service and repository.",
  },
  campaign: {
    type: label,
    meaning:
      "A part of every name, `payments-<campaign>-prism-mock`, so that several campaigns can exist side by side.",
    example: "spring",
  },
  adopt: {
    type: boolean,
    default: false,
    meaning:
      "Namespace and ECR repository exist: they are used as they are, and stay on destroy. Without it, one that exists is an error. What another stack made is an error with it too: that stack's destroy would remove it with everything in it.",
  },
} satisfies Section;

/** Settings that both a service and `defaults` have. */
export const SETTINGS = { ...IDENTITY, ...ANSWERS, ...PODS, ...IMAGE, ...ISTIO, ...LATENCY };

export const SERVICE = { ...OWN, ...SETTINGS };
