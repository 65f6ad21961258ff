import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { keyTaken } from "../../../src/laptop/routed/keyTaken.ts";
import { formatProblem, type Problem } from "../../../src/problem.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const ORIGIN = "understudy.dev/route-origin";
const KEY = "understudy.dev/route-key";

const serviceOf = (name: string, annotations: Record<string, string>) => ({
  metadata: { namespace: "shop", name, annotations },
});

test("a key that another Service of the host has is told, and its own agent's, other hosts', mocks' and withdrawn ones are not", async () => {
  await apiServer({
    "/api/v1/services": [
      serviceOf("payments", {}),
      serviceOf("payments-pr-1", { [ORIGIN]: "payments", [KEY]: "pr-1" }),
      serviceOf("payments-pr-2", { [ORIGIN]: "payments", [KEY]: "pr-2" }),
      serviceOf("users-pr-1", { [ORIGIN]: "users", [KEY]: "pr-1" }),
      serviceOf("payments-laptop-pr-1", { [ORIGIN]: "payments", [KEY]: "pr-1" }),
      serviceOf("mock", { [ORIGIN]: "payments", [KEY]: "pr-1", "understudy.dev/route-list": "[]" }),
      serviceOf("gone", {
        ...{ [ORIGIN]: "payments", [KEY]: "pr-1" },
        "understudy.dev/route-withdrawn": "2026-11-28T10:00:00Z",
      }),
    ],
  });
  const problems: Problem[] = [];
  const agent = { namespace: "shop", name: "payments-laptop-pr-1" };
  const wanted = { host: "payments.shop.svc.cluster.local", key: "pr-1", agent };
  await keyTaken(await connect("staging"), wanted, problems);
  expect(problems.map(formatProblem)).toEqual([
    "--key: requests for payments.shop with the key pr-1 are those of Service shop/payments-pr-1.\n  Take another key, or remove that one.",
  ]);
});
