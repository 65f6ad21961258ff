import { list, mapping, placed, text, whole } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";
import { aws } from "./aws.ts";
import { CLAIMS } from "./claims.ts";
import { CONTROLLER } from "./controller.ts";
import { LAPTOP } from "./laptops.ts";
import { LOADTEST } from "./loadtest.ts";
import { PREVIEW_HOSTS } from "./previewHosts.ts";
import { PREVIEW } from "./previews.ts";
import { ROUTER } from "./router.ts";
import { SERVICE, SETTINGS } from "./service.ts";

/** Settings of a stack that decide where requests go. A stack needs at least one of them, services, load tests, or the controller. */
export const ROUTING = {
  router: {
    type: whole(ROUTER),
    apart: true,
    meaning: "The hosts whose requests this stack routes by route key.",
  },
  previews: {
    type: list(
      placed(whole(PREVIEW, "a preview with service, namespace and key")),
      "a list of previews, each with service, namespace and key",
    ),
    apart: true,
    meaning: "Copies of Deployments that run in the cluster for one change.",
  },
  laptops: {
    type: list(
      placed(whole(LAPTOP, "a laptop with service, namespace, key and fingerprints")),
      "a list of laptops, each with service, namespace, key and fingerprints",
    ),
    apart: true,
    meaning: "Agents that wait for laptops, which answer the requests of a route key.",
  },
  previewHosts: {
    type: whole(PREVIEW_HOSTS),
    apart: true,
    meaning: "Hosts at an Istio Gateway that lead to previews from outside.",
  },
  claims: {
    type: whole(CLAIMS),
    apart: true,
    meaning: "Route keys in the claims of JSON Web Tokens.",
  },
} satisfies Section;

/** Settings of a stack, in the project's namespace. */
export const STACK = {
  kubeContext: {
    type: text("the name of a context of the kubeconfig"),
    otherwise: "the current one, for local commands alone",
    meaning:
      "Context of the kubeconfig that the stack may touch, and no other. `pulumi` asks for it.",
    example: "shop-stg",
  },
  aws: { type: aws, otherwise: "no AWS", meaning: "Where ECR repositories are made." },
  defaults: {
    type: mapping(SETTINGS, "settings for all services"),
    apart: true,
    otherwise: "nothing",
    meaning: "Any setting of a service but `name`, `spec` and `replaces`, for all services.",
    example: { namespace: "shop" },
  },
  services: {
    type: list(whole(SERVICE, "a service with name and spec"), "a list of services", {
      nonEmpty: true,
    }),
    apart: true,
    meaning: "The services to replace, one mock each.",
    example: [{ name: "payments", spec: "specs/payments.yaml" }],
  },
  ...ROUTING,
  loadtests: {
    type: list(
      placed(whole(LOADTEST, "a mapping with the settings of a load test")),
      "a list of load tests",
    ),
    apart: true,
    meaning: "Load tests with Locust, which run in the cluster.",
    example: [{ scripts: "loadtest", script: "script.py" }],
  },
  controller: {
    type: whole(CONTROLLER, "a mapping with the settings of the controller"),
    apart: true,
    meaning: "The controller that makes copies for pull requests, in the cluster.",
    example: { github: { secret: "github" } },
  },
} satisfies Section;
