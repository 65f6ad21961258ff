import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import { expect, test } from "vitest";
import { RIGHTS } from "../../../src/laptop/intercept/rights.ts";

test("docs/rights-laptop.yaml has the rights that intercepts ask for in its first two roles", () => {
  const roles = loadAll(readFileSync("docs/rights-laptop.yaml", "utf8"));
  const rulesOf = (isEverywhere: boolean) =>
    RIGHTS.filter(({ everywhere = false }) => everywhere === isEverywhere).map(
      ({ everywhere: _, reason: __, ...rule }) => rule,
    );
  expect(roles.slice(0, 2).map((role) => Object(role).rules)).toEqual([
    rulesOf(true),
    rulesOf(false),
  ]);
});
