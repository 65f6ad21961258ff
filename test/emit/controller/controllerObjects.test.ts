import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import {
  rightsEverywhere,
  rightsOfRoutes,
  rightsWithin,
} from "../../../src/controller/program/rights.ts";
import {
  objectsOfController,
  planController,
} from "../../../src/emit/controller/controllerObjects.ts";
import { controllerConfig } from "./controllerConfig.ts";

const named = (said: Record<string, unknown>) =>
  objectsOfController(planController(controllerConfig(said)))
    .map(({ kind, metadata }) =>
      [kind, metadata?.namespace, metadata?.name].filter(Boolean).join(" "),
    )
    .sort();

test("the controller of all namespaces has its rights by a ClusterRole, and a Role for its Lease alone", () => {
  expect(named({})).toEqual([
    "ClusterRole understudy-controller",
    "ClusterRoleBinding understudy-controller",
    "Deployment understudy-controller understudy-controller",
    "NetworkPolicy understudy-controller understudy-controller",
    "Role understudy-controller understudy-controller-lease",
    "RoleBinding understudy-controller understudy-controller-lease",
    "Service understudy-controller understudy-controller",
    "ServiceAccount understudy-controller understudy-controller",
  ]);
  const { clusterRole } = planController(controllerConfig({})).objects;
  expect(clusterRole.rules).toEqual(rightsEverywhere().map(({ reason: _, ...rule }) => rule));
});

test("docs/rights-controller.yaml has its rules", () => {
  const role = load(readFileSync("docs/rights-controller.yaml", "utf8"));
  const { clusterRole } = planController(controllerConfig({})).objects;
  expect(Object(role).rules).toEqual(clusterRole.rules);
});

test("that of some namespaces has a Role in each, and beside them only lists what routes are made of", () => {
  const said = { name: "previews", namespace: "ci", namespaces: ["shop", "ci"] };
  expect(named(said)).toEqual([
    "ClusterRole previews",
    "ClusterRoleBinding previews",
    "Deployment ci previews",
    "NetworkPolicy ci previews",
    "Role ci previews",
    "Role ci previews-lease",
    "Role shop previews",
    "RoleBinding ci previews",
    "RoleBinding ci previews-lease",
    "RoleBinding shop previews",
    "Service ci previews",
    "ServiceAccount ci previews",
  ]);
  const { clusterRole, roles } = planController(controllerConfig(said)).objects;
  expect(clusterRole.rules).toEqual(rightsOfRoutes().map(({ reason: _, ...rule }) => rule));
  expect(clusterRole.rules?.map(({ verbs }) => verbs)).toEqual([
    ["list"],
    ["list"],
    ["list"],
    ["list"],
  ]);
  const within = rightsWithin().map(({ reason: _, ...rule }) => rule);
  expect(roles.map(({ role }) => role.rules)).toEqual([within, within]);
  expect(roles[0]?.roleBinding.subjects).toEqual([
    { kind: "ServiceAccount", name: "previews", namespace: "ci" },
  ]);
});

test("the pods meet the Pod Security Standard `restricted`, and read credentials from a Secret alone", () => {
  const github = { secret: "github", apiUrl: "https://github.example.com/api/v3" };
  const { deployment } = planController(controllerConfig({ github, namespaces: ["shop"] })).objects;
  const { spec } = deployment.spec?.template ?? {};
  const [container] = spec?.containers ?? [];
  expect(spec?.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
  });
  expect(spec?.volumes).toEqual([{ name: "github", secret: { secretName: "github" } }]);
  expect(container?.env).toEqual([
    {
      name: "UNDERSTUDY_CONTROLLER",
      value: JSON.stringify({
        lease: { namespace: "understudy-controller", name: "understudy-controller" },
        namespaces: ["shop"],
        interval: "1m",
        limits: { all: 50, namespace: 20 },
        ports: { http: 8080 },
      }),
    },
    { name: "GITHUB_API_URL", value: "https://github.example.com/api/v3" },
  ]);
  expect([container?.readinessProbe, container?.livenessProbe]).toMatchObject([
    { httpGet: { path: "/readyz", port: "http" } },
    { httpGet: { path: "/healthz", port: "http" } },
  ]);
});

test.each([
  { webhook: false, ports: ["http"] },
  { webhook: true, ports: ["http", "webhook"] },
])("with webhook $webhook the ports $ports can be reached, and no others", ({ webhook, ports }) => {
  const { service, networkPolicy, deployment } = planController(
    controllerConfig({ webhook }),
  ).objects;
  const [container] = deployment.spec?.template.spec?.containers ?? [];
  expect(container?.ports?.map(({ name }) => name)).toEqual(ports);
  expect(service.spec?.ports?.map(({ targetPort }) => targetPort)).toEqual(ports);
  expect(
    networkPolicy.spec?.ingress?.flatMap((rule) => rule.ports?.map(({ port }) => port)),
  ).toEqual(ports);
  expect(networkPolicy.spec?.policyTypes).toEqual(["Ingress"]);
});

test("the program tells pull requests in the ways that the stack says, and by default in none", () => {
  const reportIn = (github: Record<string, unknown>) => {
    const config = controllerConfig({ github: { secret: "github", ...github } });
    const [container] =
      planController(config).objects.deployment.spec?.template.spec?.containers ?? [];
    const value = container?.env?.find(({ name }) => name === "UNDERSTUDY_CONTROLLER")?.value;
    return JSON.parse(value ?? "{}").report;
  };
  expect(reportIn({})).toBeUndefined();
  expect(reportIn({ comment: false })).toBeUndefined();
  expect(reportIn({ status: true, reportAs: "staging" })).toEqual({
    name: "staging",
    comment: false,
    status: true,
    deployment: false,
  });
});
