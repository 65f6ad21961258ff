import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import { expect, test } from "vitest";
import { RIGHTS } from "../../../src/laptop/intercept/rights.ts";

test("docs/rights-laptop.yaml has the rights that are asked for", () => {
  const roles = loadAll(readFileSync("docs/rights-laptop.yaml", "utf8"));
  const rulesOf = (isEverywhere: boolean) =>
    RIGHTS.filter(({ everywhere = false }) => everywhere === isEverywhere).map(
      ({ everywhere: _, reason: __, ...rule }) => rule,
    );
  expect(roles.map((role) => Object(role).rules)).toEqual([rulesOf(true), rulesOf(false)]);
});
