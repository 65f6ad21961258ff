import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { leave } from "../../../src/laptop/intercept/leave.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const agent = {
  namespace: "shop",
  name: "payments-laptop-ann",
  uid: "mine",
  host: "payments.shop.svc.cluster.local",
  holder: { user: "ann", machine: "mac", since: "2026-11-27T10:00Z" },
};

async function changesWith(uid: string | undefined): Promise<string[]> {
  const job = uid === undefined ? 404 : { metadata: { uid } };
  const changes = await apiServer({
    "/apis/batch/v1/namespaces/shop/jobs/payments-laptop-ann": job,
    "/apis/networking.istio.io/v1/virtualservices": [],
    "/apis/networking.istio.io/v1/destinationrules": [],
    "/api/v1/services": [],
  });
  await leave(await connect("staging"), agent);
  return changes.map((change) => change.split(" ").slice(0, 2).join(" "));
}

test("the routes of an intercept go before its objects", async () => {
  expect(await changesWith("mine")).toEqual([
    "PATCH /api/v1/namespaces/shop/services/payments-laptop-ann",
  ]);
});

test("one that somebody has taken over, or that is gone, is left alone", async () => {
  expect(await changesWith("another")).toEqual([]);
  expect(await changesWith(undefined)).toEqual([]);
});
