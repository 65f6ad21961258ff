import { describe, expect, test } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { campaignOf, problemsOf } from "./stack.ts";

describe("a preview", () => {
  test("needs a Service and a key; the rest follows from them", () => {
    expect(previewsOf("{ service: payments, namespace: shop, key: pr-12 }")).toEqual([
      {
        where: "stack: previews[0]",
        service: "payments",
        namespace: "shop",
        key: "pr-12",
        deployment: "payments",
        suffix: "pr-12",
        routeTo: "service",
        env: {},
        replicas: 1,
        configMaps: {},
        secrets: {},
        group: "pr-12",
      },
    ]);
  });

  test("takes every setting", () => {
    const preview = `{
      service: payments, namespace: shop, key: pr-12, deployment: payments-api, suffix: "7", routeTo: subset,
      image: "registry.example.com:5000/payments:pr-12", container: app,
      env: { LOG_LEVEL: "", "spring.profile": "y", OLD: null }, replicas: 2,
      resources: { limits: { memory: 1Gi, nvidia.com/gpu: "1" }, requests: { cpu: 100m } },
      configMaps: { settings: settings-12 }, secrets: { database: database-12 },
      expires: 2026-11-27T10:00:00.5+09:00, group: checkout,
      setup: { image: "migrate:1", command: [migrate, "up"], env: { A: b }, timeout: 5m } }`;
    expect(previewsOf(preview)).toEqual([
      {
        where: "stack: previews[0]",
        service: "payments",
        namespace: "shop",
        key: "pr-12",
        deployment: "payments-api",
        suffix: "7",
        routeTo: "subset",
        image: "registry.example.com:5000/payments:pr-12",
        container: "app",
        env: { LOG_LEVEL: "", "spring.profile": "y", OLD: null },
        replicas: 2,
        resources: { limits: { memory: "1Gi", "nvidia.com/gpu": "1" }, requests: { cpu: "100m" } },
        configMaps: { settings: "settings-12" },
        secrets: { database: "database-12" },
        expires: "2026-11-27T01:00:00Z",
        group: "checkout",
        setup: {
          image: "migrate:1",
          command: ["migrate", "up"],
          env: { A: "b" },
          timeout: "5m",
        },
      },
    ]);
  });

  test("expires at the same time when Pulumi has taken the text for a date", () => {
    const expires = (text: string) =>
      previewsOf(`{ service: a, namespace: b, key: c, expires: "${text}" }`)?.map(
        (preview) => preview.expires,
      );
    expect(expires("2026-11-27 10:00:00 +0000 UTC")).toEqual(["2026-11-27T10:00:00Z"]);
    expect(expires("2026-11-27 10:00:00 +0900 +0900")).toEqual(["2026-11-27T01:00:00Z"]);
  });

  test.each([
    [
      'key: a, env: { DAY: "2026-11-27 00:00:00 +0000 UTC" }',
      'env.DAY: expected a text, received "2026-11-27 00:00:00 +0000 UTC".\n  Put it in quotes.',
    ],
    [
      "key: PR-12",
      'key: expected a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12", received "PR-12".',
    ],
    [
      "key: pr-",
      'key: expected a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12", received "pr-".',
    ],
    [
      "key: 12",
      'key: expected a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12", received 12.\n  Put it in quotes.',
    ],
    ["key: a, replica: 2", 'replica: no such key.\n  Did you mean "replicas"?'],
    ["key: a, replicas: 0", "replicas: expected an integer of at least 1, received 0."],
    [
      "key: a, routeTo: subsets",
      'routeTo: expected service or subset, received "subsets".\n  Did you mean "subset"?',
    ],
    ["key: a, env: { A: 1 }", "env.A: expected a text, received 1.\n  Put it in quotes."],
    [
      "key: a, env: { A: { secure: x } }",
      "env.A: expected a text, received an encrypted value.\n  Whoever may read the Deployment would read it: put it into a Secret of the cluster.",
    ],
    [
      "key: a, env: { a=b: c }",
      'env["a=b"]: expected the name of an environment variable, of letters, digits, ".", "-" and "_".',
    ],
    [
      "key: a, resources: { limits: { cpu: 1x } }",
      'resources.limits.cpu: expected a Kubernetes quantity such as "500m", received "1x".',
    ],
    [
      "key: a, expires: tomorrow",
      'expires: expected a date and time such as "2026-11-27T10:00:00Z", received "tomorrow".',
    ],
    [
      "key: a, expires: 2026-13-27T10:00:00Z",
      'expires: expected a date and time such as "2026-11-27T10:00:00Z", received "2026-13-27T10:00:00Z".',
    ],
    [
      "key: a, setup: {}",
      'setup.command: expected a list of texts such as ["./migrate", "up"], received nothing.',
    ],
    [
      `key: a, suffix: ${"x".repeat(55)}`,
      `suffix: "payments-${"x".repeat(55)}" has 64 characters, and Kubernetes allows 63.\n  Write a shorter suffix; by default it is the key.`,
    ],
  ])("is wrong with %s", (settings, problem) => {
    const stack = `previews: [{ service: payments, namespace: shop, ${settings} }]`;
    expect(problemsOf(() => campaignOf(stack))).toEqual([`stack: previews[0].${problem}`]);
  });

  test("is the only one with its key for its Service, and with its names", () => {
    const preview = (rest: string) => `{ service: payments, namespace: shop, ${rest} }`;
    const stack = (...rest: string[]) => `previews: [${rest.map(preview).join(", ")}]`;
    expect(problemsOf(() => campaignOf(stack("key: a", "key: a, suffix: b")))).toEqual([
      'stack: previews[1]: "a for payments.shop" is previews[0] too.',
    ]);
    expect(problemsOf(() => campaignOf(stack("key: a", "key: b, suffix: a")))).toEqual([
      'stack: previews[1]: "Deployment shop/payments-a" is previews[0] too.',
    ]);
    const another = "key: b, suffix: a, deployment: payments-v2";
    expect(problemsOf(() => campaignOf(stack("key: a", another)))).toEqual([
      'stack: previews[1]: "Service shop/payments-a" is previews[0] too.',
    ]);
  });
});

function previewsOf(preview: string): Campaign["previews"] {
  return campaignOf(`previews: [${preview}]`).previews;
}
