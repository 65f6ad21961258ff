import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { applyWorkers } from "../../../src/loadtest/sizing/applyWorkers.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const names = { namespace: "loadtest", properties: "locust-properties" };
const path = "/api/v1/namespaces/loadtest/configmaps/locust-properties";

test("the number of workers is written, and no other property", async () => {
  const changes = await apiServer({});
  await applyWorkers(await connect("staging"), names, 12);
  expect(changes).toEqual([`PATCH ${path} {"data":{"WORKER_NUM":"12"}}`]);
});

test.each([
  [403, "you may not patch configmaps in namespace loadtest"],
  [404, "ConfigMap loadtest/locust-properties: it does not exist"],
])("status %i of the cluster is told in words", async (status, message) => {
  await apiServer({ [path]: status });
  await expect(applyWorkers(await connect("staging"), names, 12)).rejects.toThrow(message);
});
