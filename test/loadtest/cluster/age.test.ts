import { describe, expect, test } from "vitest";
import { hasEnd, removeForgotten, setUpMoment } from "../../../src/loadtest/cluster/age.ts";
import { masterState } from "../client/fakeReporter.ts";
import { APPS, CORE, deployment, fakePlace, LABELS, pod } from "./fakePlace.ts";

const WORKERS = `${APPS}/deployments/locust-worker`;
const REPORTER = `${APPS}/deployments/locust-reporter`;
const SERVICE = `${CORE}/services/locust-reporter`;
const LEASE = "/apis/coordination.k8s.io/v1/namespaces/loadtest/leases/loadtest-setup";

const setUpAt = (moment: number) => ({
  annotations: { "understudy.dev/set-up": new Date(moment).toISOString() },
});
const ago = (seconds: number) => setUpAt(Date.now() - seconds * 1000);

/** A set-up of so many seconds ago, which may be an hour old. */
const setUpAgo = (seconds: number) =>
  fakePlace({
    [WORKERS]: deployment("locust-worker", 1, ago(seconds)),
    [REPORTER]: deployment("locust-reporter", 1, ago(seconds)),
    [SERVICE]: { metadata: { name: "locust-reporter", namespace: "loadtest", labels: LABELS } },
  });
const OLD = 3_601;

describe("the age of a set-up", () => {
  test("counts from the newest click", () => {
    const moment = Date.UTC(2026, 10, 27);
    const deployments = [moment - 5_000, moment].map((at) => deployment("a", 1, setUpAt(at)));
    expect(setUpMoment(deployments)).toBe(moment);
    expect(setUpMoment([])).toBeUndefined();
  });

  test("does not cut off a run that ends by itself", () => {
    const on = masterState({ runTimeSeconds: 100 });
    expect(hasEnd(on)).toBe(true);
    expect(hasEnd({ ...on, ended: (on.started ?? 0) + 100 })).toBe(false);
    const { runTimeSeconds: _, ...endless } = on;
    expect([hasEnd(endless), hasEnd(undefined)]).toEqual([false, false]);
  });
});

describe("a set-up that was forgotten", () => {
  test("is removed, the reporter last", async () => {
    const { place, cluster, said } = await setUpAgo(OLD);
    await removeForgotten(place, undefined);
    expect(cluster.changes.filter((change) => change.startsWith("DELETE"))).toEqual([
      `DELETE ${WORKERS}`,
      `DELETE ${SERVICE}`,
      `DELETE ${REPORTER}`,
      `DELETE ${LEASE}`,
    ]);
    expect(said).toEqual([
      "loadtest-setup is longer ago than maxAge, 3600 s.",
      "Removed Deployment locust-worker.",
    ]);
  });

  test("keeps a reporter that alone has reports, which says so once", async () => {
    const { place, cluster, said } = await setUpAgo(OLD);
    for (let time = 0; time < 3; time++) await removeForgotten(place, "the reports lie here");
    expect([...cluster.objects.keys()]).toEqual([REPORTER, SERVICE]);
    expect(said).toEqual([
      "loadtest-setup is longer ago than maxAge, 3600 s.",
      "Removed Deployment locust-worker.",
      "This pod stays until the next clean-up: the reports lie here. Fetch it with understudy loadtest report.",
    ]);
    await removeForgotten(place, undefined);
    expect([...cluster.objects.keys()]).toEqual([]);
  });

  test("is not removed if a set-up was made just now", async () => {
    const { place, cluster, said } = await setUpAgo(10);
    await removeForgotten(place, undefined);
    expect([said, cluster.objects.has(WORKERS)]).toEqual([[], true]);
  });

  test("is not removed while a job is at work", async () => {
    const { place, cluster, said } = await setUpAgo(OLD);
    const renewTime = new Date().toISOString();
    cluster.objects.set(LEASE, { spec: { holderIdentity: "a-job", renewTime } });
    cluster.objects.set(`${CORE}/pods/a-job`, pod("a-job", { phase: "Running" }, { labels: {} }));
    await removeForgotten(place, undefined);
    expect([said, cluster.objects.has(WORKERS)]).toEqual([[], true]);
  });
});
