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
