import { expect, test } from "vitest";
import { previewHosts, wildcardHost } from "../../../src/emit/gateway/previewHosts.ts";
import type { Problem } from "../../../src/problem.ts";
import { A, B, GATEWAY } from "../gatewayFixture.ts";

const api = (name: string, publicHost?: string) => ({
  api: name,
  service: A,
  base: [],
  ...(publicHost !== undefined && { publicHost }),
});

test("two pairs of key and API with one host are a problem, and so is a host that is an API's public host", () => {
  const problems: Problem[] = [];
  const apis = [api("c", "preview-k-b-c.example.com"), { ...api("b-c"), service: B }];
  const hosts = previewHosts({ ...GATEWAY, apis }, ["a", "a-b", "k"], problems);
  expect(hosts.map(({ host }) => host)).toEqual([
    "preview-a-c.example.com",
    "preview-a-b-c.example.com",
    "preview-a-b-c.example.com",
    "preview-a-b-b-c.example.com",
    "preview-k-c.example.com",
    "preview-k-b-c.example.com",
  ]);
  expect(problems).toEqual([
    {
      where: "API c",
      what: "the key a-b with the API c has the host preview-a-b-c.example.com, and so has the key a with the API b-c",
      fix: "Rename one of the keys or of the APIs.",
    },
    {
      where: "API b-c",
      what: "the key k with the API b-c has the host preview-k-b-c.example.com, and so has the public host of the API c",
      fix: "Rename one of the keys or of the APIs.",
    },
  ]);
});

test("a host that DNS does not take is a problem", () => {
  const problems: Problem[] = [];
  previewHosts({ ...GATEWAY, apis: [api("payments-and-invoices")] }, ["k".repeat(40)], problems);
  expect(problems).toEqual([
    {
      where: "API payments-and-invoices",
      what: `the key ${"k".repeat(40)} with the API payments-and-invoices has the host preview-${"k".repeat(40)}-payments-and-invoices.example.com, and DNS allows at most 63 characters between dots`,
      fix: "Shorten the key, or the template of the hosts.",
    },
  ]);
});

test.each([
  ["preview-{key}-{api}.{domain}", "*.example.com"],
  ["{key}.{api}.{domain}", "*.example.com"],
  ["{api}.{key}.preview.{domain}", "*.preview.example.com"],
  ["{api}-{key}-preview.{domain}", "*.example.com"],
  ["{key}-{api}.preview.example.org", "*.preview.example.org"],
  ["{domain}.{key}-{api}", "*"],
])("hosts of the template %s fit the wildcard %s", (host, wildcard) => {
  expect(wildcardHost({ ...GATEWAY, host })).toBe(wildcard);
});
