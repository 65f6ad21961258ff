import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namesOf } from "../../config/names.ts";
import { mockNames } from "../../emit/names.ts";
import { campaignOf, problemsOf, serviceOf } from "./stack.ts";

describe("names", () => {
  test("are the ones that emit/ gives", () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    fc.assert(
      fc.property(
        word,
        fc.option(word),
        word,
        fc.boolean(),
        (namespace, campaign, suffix, create) => {
          const service = serviceOf(
            `${campaign === null ? "" : `campaign: ${campaign}x,`} suffix: -${suffix}x, namespace: { name: ${namespace}x, create: ${create} }`,
          );
          const { resource, namespace: name } = mockNames(service);
          expect(namesOf(service)).toEqual({ resource, namespace: name });
        },
      ),
      { seed: 63, numRuns: 50 },
    );
  });

  test("have 63 characters at most, with campaign and suffix", () => {
    const long = "p".repeat(52);
    const stack =
      (name: string, settings = "") =>
      () =>
        campaignOf(
          `{ defaults: { delivery: configMap }, services: [{ name: ${name}, spec: a.yaml, ${settings} }] }`,
        );
    expect(problemsOf(stack(long))).toEqual([]);
    const fix = "It is made with campaign and suffix: shorten one of the three.";
    const limit = `has 64 characters, and Kubernetes allows 63.\n  ${fix}`;
    expect(problemsOf(stack(`${long}p`))).toEqual([
      `stack: services[0].name: "${long}p-prism-mock" ${limit}`,
    ]);
    expect(problemsOf(stack("a", `namespace: ${long}, suffix: -prism-mocks`))).toEqual([
      `stack: services[0].namespace: "${long}-prism-mocks" ${limit}`,
    ]);
  });

  test("of two services differ", () => {
    const stack = () =>
      campaignOf(`
        defaults: { delivery: configMap, namespace: shop }
        services:
          - { name: users, spec: a.yaml }
          - { name: users, spec: b.yaml }
          - { name: users-sale, spec: c.yaml, namespace: shop-sale }
          - { name: users, spec: d.yaml, campaign: sale, namespace: shop }`);
    expect(problemsOf(stack)).toEqual([
      'stack: services[1].name: "users" is the name of services[0] too.\n  Every service has a name of its own.',
      'stack: services[3].name: "users" is the name of services[0] too.\n  Every service has a name of its own.',
      'stack: services[3].name: "users" is the name of services[1] too.\n  Every service has a name of its own.',
      'stack: services[3].name: "users-sale-prism-mock" in namespace "shop-sale-prism-mock" is the mock of services[2] too.\n  Change name, campaign or suffix of one of them.',
    ]);
  });

  test("of one namespace are shared by services that want the same of it", () => {
    const stack = (a: string, b: string) =>
      problemsOf(() =>
        campaignOf(`
          defaults: { delivery: configMap, namespace: shop, latency: none }
          services: [{ name: a, spec: a.yaml, ${a} }, { name: b, spec: b.yaml, ${b} }]`),
      );
    const shared = (key: string) => [
      `stack: services[1].${key}: namespace "shop-prism-mock" is shared with services[0], which has another ${key}.\n  Write the same in both, or give one of them another namespace.`,
    ];
    expect(stack("adopt: true", "adopt: true")).toEqual([]);
    expect(stack("", "adopt: true")).toEqual(shared("adopt"));
    expect(stack("istio: false", "")).toEqual(shared("istio"));
    expect(stack("istio: { revision: a }", "istio: { revision: b }")).toEqual(shared("istio"));
    expect(stack("", "namespace: { name: shop-prism-mock, create: false }")).toEqual(
      shared("namespace"),
    );
    expect(stack("", "adopt: true, namespace: shop-2")).toEqual([]);
    const existing = "namespace: { name: shop, create: false }";
    expect(stack(existing, `adopt: true, istio: false, ${existing}`)).toEqual([]);
  });
});
