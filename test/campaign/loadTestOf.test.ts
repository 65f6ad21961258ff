import { expect, test } from "vitest";
import { loadTestOf, loadTestTitle } from "../../src/campaign/loadTestOf.ts";
import { campaignOf } from "../config/stack.ts";

function campaign(loadtests: string) {
  return campaignOf(`{ defaults: { registry: registry.example.com }, loadtests: ${loadtests} }`);
}

test("the only load test of a stack needs no name", () => {
  expect(loadTestOf(campaign("[{ name: checkout }]")).name).toBe("checkout");
});

test("of several, the one without a prefix needs no name, and is called loadtest", () => {
  const two = campaign("[{ name: checkout }, {}]");
  expect(loadTestTitle(loadTestOf(two))).toBe("loadtest");
  expect(loadTestOf(two, "loadtest").name).toBeUndefined();
  expect(loadTestOf(two, "checkout").name).toBe("checkout");
});

test("a name that is none, and none where one is needed, are mistakes that say what there is", () => {
  const two = campaign("[{ name: checkout }, { name: search }]");
  expect(() => loadTestOf(two, "chekout")).toThrow(
    'Pulumi.test.yaml: no such load test: chekout.\n  Did you mean "checkout"?',
  );
  expect(() => loadTestOf(two)).toThrow(
    "Pulumi.test.yaml: the stack has 2 load tests: checkout and search.\n  Name one of them.",
  );
  expect(() => loadTestOf({ stack: "test" })).toThrow(
    "Pulumi.test.yaml: the stack has no load test.\n  Write understudy:loadtests into the stack's file, as docs/loadtest.md shows.",
  );
});
