import { describe, expect, test } from "vitest";
import { cleanUp } from "../../../src/loadtest/cluster/cleanup.ts";
import { APPS, CORE, deployment, fakePlace, LABELS, pod } from "./fakePlace.ts";

const OBJECTS = {
  [`${CORE}/services/locust-master`]: {
    metadata: { name: "locust-master", namespace: "loadtest", labels: LABELS },
  },
  [`${CORE}/pods/locust-master`]: pod("locust-master"),
  [`${CORE}/pods/w-1`]: pod("w-1", {}, { ownerReferences: [{}] }),
  [`${APPS}/deployments/locust-worker`]: deployment("locust-worker"),
};
const OTHERS = {
  [`${CORE}/pods/other`]: pod("other", {}, { labels: { "understudy.dev/loadtest": "second" } }),
  [`${CORE}/pods/foreign`]: pod("foreign", {}, { labels: {} }),
  [`${APPS}/deployments/target`]: deployment("target", 1, { labels: {} }),
};

const atOnce = { isAtOnce: true };

describe("a clean-up", () => {
  test("removes what loadtest-setup made, and nothing else; pods of Deployments go with these", async () => {
    const { place, cluster, said } = await fakePlace({ ...OBJECTS, ...OTHERS });
    await cleanUp(place, { isAtOnce: false });
    expect(cluster.changes.toSorted()).toEqual([
      `DELETE ${CORE}/pods/locust-master`,
      `DELETE ${CORE}/services/locust-master`,
      `DELETE ${APPS}/deployments/locust-worker`,
    ]);
    expect(said).toEqual([
      "Removed Deployment locust-worker, Pod locust-master, Service locust-master.",
    ]);
  });

  test("says so if there is nothing to remove", async () => {
    const { place, cluster, said } = await fakePlace(OTHERS);
    await cleanUp(place, { isAtOnce: false });
    expect([cluster.changes, said]).toEqual([[], ["There is nothing to remove."]]);
  });

  test("at once waits for no report", async () => {
    const reporter = { [`${APPS}/deployments/locust-reporter`]: deployment("locust-reporter") };
    const { place, said } = await fakePlace({ ...OBJECTS, ...reporter });
    await cleanUp(place, atOnce);
    expect(said).toEqual([
      "Removed Deployment locust-reporter, Deployment locust-worker, Pod locust-master, Service locust-master.",
    ]);
  });

  test("tells what the API server refuses to remove", async () => {
    const { place, cluster } = await fakePlace(OBJECTS);
    const path = `${CORE}/pods/locust-master`;
    cluster.refusals.set(`DELETE ${path}`, { status: 403, message: "pods is forbidden" });
    await expect(cleanUp(place, atOnce)).rejects.toThrow("Pod locust-master: pods is forbidden.");
  });
});
