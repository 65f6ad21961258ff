import { expect, test } from "vitest";
import type { GuardReport } from "../../../src/loadtest/guard/leakGuard.ts";
import { whyNoLoad } from "../../../src/loadtest/reporter/whyNoLoad.ts";
import { UserError } from "../../../src/problem.ts";

const why = (check: () => Promise<GuardReport>) => whyNoLoad({ check });

test("load may begin if the guard finds nothing", async () => {
  expect(await why(async () => ({ hosts: [], leaks: [], unseen: [] }))).toBe("");
});

test("a leak is the reason why no load may begin", async () => {
  const leak = { host: "stripe.com", foundIn: "env A of Pod shop/orders", fix: "allow: …" };
  const reason = await why(async () => ({ hosts: [], leaks: [leak], unseen: [] }));
  expect(reason).toContain("stripe.com (env A of Pod shop/orders): allow: …");
});

test("what the guard cannot look at is a reason too", async () => {
  const problem = { where: "service shop/orders", what: "it has no pod that runs" };
  expect(await why(() => Promise.reject(new UserError([problem])))).toBe(
    "service shop/orders: it has no pod that runs.",
  );
  expect(await why(() => Promise.reject(new Error("connect ECONNREFUSED")))).toBe(
    "the leak guard cannot look: connect ECONNREFUSED",
  );
});
