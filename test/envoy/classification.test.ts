import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import { matchRoute } from "../../src/openapi/table/match.ts";
import type { RouteTable } from "../../src/openapi/table/table.ts";
import { classificationOf } from "../../src/sources/prometheus/classification.ts";
import { tableOf } from "../emit/fixture.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";

const { binary = "", reason } = await findEnvoy();

const SPECS = join(import.meta.dirname, "../../specs");
const tables: [string, RouteTable][] = [
  ...["catalog", "payments", "users"].map((name): [string, RouteTable] => [
    name,
    compile(join(SPECS, `${name}.yaml`)).table,
  ]),
  [
    "others",
    tableOf(
      [
        "GET /files/{name}.{ext}",
        "GET /users('{id}')",
        "GET /users/{a}/{b}/{c}/{d}/{e}/{f}/{g}",
        `GET /${"long-".repeat(14)}/{id}`,
        "DELETE /users/{id}:cancel",
        "POST /a+b/{id}",
      ],
      ["/v1", ""],
    ),
  ],
];

/** Each expression is evaluated for each request, and its result is a header. Istio's own filters are not in Envoy. */
describe.skipIf(reason !== undefined)("the classification's expressions in Envoy", () => {
  describe.each(tables)("for %s", (name, table) => {
    let envoy: Envoy;
    const conditions = conditionsOf(table);
    beforeAll(async () => {
      const headers = conditions.map(({ condition }, index) => ({
        header: { key: `x-fits-${index}`, value: `%CEL(${condition} ? "yes" : "no")%` },
      }));
      const route = { match: { prefix: "/" }, direct_response: { status: 200 } };
      const hosts = [
        { name: "all", domains: ["*"], routes: [route], response_headers_to_add: headers },
      ];
      const config = bootstrap({ name: "outbound", virtual_hosts: hosts }, 1);
      envoy = await startEnvoy(binary, `classification-${name}`, config);
    });
    afterAll(() => envoy.close());

    it("name the route that a mock chooses, with each base path", async () => {
      for (const { method, path } of table.routes) {
        for (const base of table.basePaths) {
          const requested = base + path.replaceAll(/\{[^}]+\}/g, "a-1~b%20c");
          const { headers } = await fetch(`http://127.0.0.1:${envoy.port}${requested}?x=/y`, {
            method,
          });
          const fits = conditions.map((_, index) => headers.get(`x-fits-${index}`));
          expect(fits.filter((fit) => fit !== "yes" && fit !== "no")).toEqual([]);
          const named = conditions[fits.indexOf("yes")]?.value;
          const found = matchRoute(table, method, requested).route?.key;
          expect([requested, named]).toEqual([requested, found]);
        }
      }
    });
  });
});

function conditionsOf(table: RouteTable): { value: string; condition: string }[] {
  const { objects, left } = classificationOf("payments", table);
  expect(left).toEqual([]);
  const [plugin] = objects as [
    { spec: { pluginConfig: { attributes: [{ match: { value: string; condition: string }[] }] } } },
  ];
  return plugin.spec.pluginConfig.attributes[0].match;
}
