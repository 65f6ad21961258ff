import fc from "fast-check";
import { expect, test } from "vitest";
import { previewNames } from "../../src/campaign/previewNames.ts";

const namesOf = (deployment: string, service: string, suffix: string) =>
  previewNames({ namespace: "shop", deployment, service, suffix });

test("a copy is named by its origin and its suffix", () => {
  expect(namesOf("payments-api", "payments", "pr-12")).toEqual({
    deployment: "payments-api-pr-12",
    service: "payments-pr-12",
    originHost: "payments.shop.svc.cluster.local",
    host: "payments-pr-12.shop.svc.cluster.local",
  });
});

test("a name that would be too long has a shorter origin and a hash, the same in every version", () => {
  const named = namesOf("p".repeat(58), `${"s".repeat(47)}-${"x".repeat(12)}`, "pr-12");
  expect([named.deployment, named.service]).toEqual([
    `${"p".repeat(48)}-914bd916-pr-12`,
    // Not with two dashes.
    `${"s".repeat(47)}-0bc31d4c-pr-12`,
  ]);
  expect(namesOf("p".repeat(57), "p", "pr-12").deployment).toBe(`${"p".repeat(57)}-pr-12`);
});

test("names for every key are at most 63 characters long, names of DNS, and different for different origins", () => {
  const origin = fc.stringMatching(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
  const key = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/);
  fc.assert(
    fc.property(origin, origin, key, (one, other, suffix) => {
      const [first, second] = [namesOf(one, one, suffix), namesOf(other, other, suffix)];
      expect(first.service).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])$/);
      expect(first.service === second.service).toBe(one === other);
    }),
    { seed: 1, numRuns: 500 },
  );
});
