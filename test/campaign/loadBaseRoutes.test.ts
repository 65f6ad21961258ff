import { expect, test } from "vitest";
import { folderOf } from "../cli/project.ts";
import { loadCampaign, problemsOf } from "../config/stack.ts";

const ROUTE = "{ route: [{ destination: { host: payments } }] }";

const API = "{ api: payments, service: payments.shop, base: routes.yaml }";

function load(routes: Record<string, string>, base = "routes.yaml") {
  const root = folderOf({
    ...routes,
    "Pulumi.stg.yaml": `config:
  understudy:router:
    hosts:
      - host: payments.shop
        base: ${base}
  understudy:previewHosts: { gateway: a/b, domain: example.com, apis: [${API}] }
`,
  });
  return loadCampaign("stg", root);
}

test.each([
  ["a list of http routes", `- ${ROUTE}`],
  ["a VirtualService", `{ kind: VirtualService, spec: { http: [${ROUTE}] } }`],
])("a base is read from %s, for hosts and for APIs", (_, text) => {
  const { router, previewHosts } = load({ "routes.yaml": text });
  const base = [{ route: [{ destination: { host: "payments" } }] }];
  expect(router?.hosts.map((host) => host.base)).toEqual([base]);
  expect(previewHosts?.apis.map((api) => api.base)).toEqual([base]);
});

test("texts that YAML 1.1 reads as booleans stay texts", () => {
  const match = "match: [{ headers: { x: { exact: y } } }]";
  const { router } = load({ "routes.yaml": `- { ${match}, ${ROUTE.slice(1)}` });
  expect(router?.hosts[0]?.base[0]?.match).toEqual([{ headers: { x: { exact: "y" } } }]);
});

test("a missing file is reported at its place in the stack, with the nearest name", () => {
  expect(problemsOf(() => load({ "routes.yaml": `- ${ROUTE}` }, "route.yaml"))).toEqual([
    'Pulumi.stg.yaml:5: router.hosts[0].base: no such file: route.yaml.\n  Did you mean "routes.yaml"?',
  ]);
});

test.each([
  ["a list", "- route: []\n- match: x\n  redirect: {}\n", ["routes.yaml:2: [1].match: "]],
  [
    "a VirtualService",
    "kind: VirtualService\nspec:\n  http:\n    - name: 7\n      redirect: {}\n",
    ["routes.yaml:4: spec.http[0].name: "],
  ],
  ["no routes", "kind: Service\nspec: {}\n", ["routes.yaml:1: "]],
  ["what is no YAML", "a: 1\n\tb: 2\n", ["routes.yaml:2: not valid YAML: "]],
  ["several documents", "a: 1\n---\nb: 2\n", ["routes.yaml: expected one YAML document"]],
])("%s that cannot be kept is said with its line", (_, text, starts) => {
  const problems = problemsOf(() => load({ "routes.yaml": text }));
  // Once, though a host and an API have the file.
  expect(problems).toHaveLength(starts.length);
  for (const start of starts) expect(problems[0]?.slice(0, start.length)).toBe(start);
});

const TEAM = `kind: VirtualService
spec:
  hosts: [payments, pay.example.com]
  gateways:
    - mesh
    - edge/public
  http: [${ROUTE}]
`;

test("what a VirtualService routes besides the host is a problem at its line", () => {
  expect(
    problemsOf(() => load({ "routes.yaml": TEAM })).map((one) => one.split(", rec")[0]),
  ).toEqual([
    "routes.yaml:3: spec.hosts: expected no other hosts than payments.shop",
    "routes.yaml:4: spec.gateways: expected no other gateways than mesh",
  ]);
});

test("a VirtualService at a gateway loses nothing to preview hosts, but its other hosts to a public host", () => {
  const stack = (api: string, rest = "") => {
    const root = folderOf({
      "routes.yaml": TEAM,
      "Pulumi.stg.yaml": `config:
  understudy:previewHosts: { gateway: edge/public, domain: example.com, apis: [${api}] }
${rest}`,
    });
    return problemsOf(() => loadCampaign("stg", root)).map((one) => one.split("\n")[0]);
  };
  const api = "api: pay, service: payments.shop, base: routes.yaml";
  expect(stack(`{ ${api} }`)).toEqual([]);
  expect(
    stack(`{ ${api}, publicHost: pay.example.com }`, "  understudy:claims: { issuer: me }\n"),
  ).toEqual([
    "routes.yaml:3: spec.hosts: expected no other hosts than pay.example.com, received payments.shop.",
    "routes.yaml:4: spec.gateways: expected no other gateways than edge/public, received mesh.",
  ]);
});

test("the namespaces that see a VirtualService reach the router's", () => {
  const text = `{ kind: VirtualService, spec: { hosts: [payments], exportTo: [web], http: [${ROUTE}] } }`;
  expect(load({ "routes.yaml": text }).router?.hosts[0]?.beside?.exportTo).toEqual(["web"]);
});
