import { expect, test } from "vitest";
import { JobAtWork, locked } from "../../../src/loadtest/cluster/lock.ts";
import { CORE, fakePlace, pod } from "./fakePlace.ts";

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/loadtest/leases";
const LEASE = `${LEASES}/loadtest-setup`;

const lease = (secondsAgo: number) => ({
  metadata: { name: "loadtest-setup" },
  spec: {
    holderIdentity: "other-pod",
    acquireTime: "2026-11-27T12:30:05.000000Z",
    renewTime: new Date(Date.now() - secondsAgo * 1000).toISOString(),
  },
});
const other = (status: object) => ({ [`${CORE}/pods/other-pod`]: pod("other-pod", status) });

test("the lock is there while a job is at work, and only then", async () => {
  const { place, cluster } = await fakePlace();
  const seen = await locked(place, async () => Object(cluster.objects.get(LEASE)));
  expect(seen.spec.holderIdentity).toBe("this-pod");
  expect(cluster.objects.has(LEASE)).toBe(false);
});

test("it is released when the work fails", async () => {
  const { place, cluster } = await fakePlace();
  const work = () => Promise.reject(new Error("no room"));
  await expect(locked(place, work)).rejects.toThrow("no room");
  expect(cluster.objects.has(LEASE)).toBe(false);
});

test("while another job is at work, a second one changes nothing and says since when", async () => {
  const { place, cluster } = await fakePlace({ [LEASE]: lease(1), ...other({ phase: "Running" }) });
  let isDone = false;
  const second = locked(place, async () => {
    isDone = true;
  });
  await expect(second).rejects.toBeInstanceOf(JobAtWork);
  await expect(second).rejects.toThrow(
    "loadtest: another job is at work since 12:30:05 (pod other-pod); this one has changed nothing.",
  );
  expect([isDone, cluster.changes]).toEqual([false, [`POST ${LEASES}`]]);
  expect(cluster.objects.has(LEASE)).toBe(true);
});

test.each<[string, Record<string, object>]>([
  ["whose pod is gone", { [LEASE]: lease(1) }],
  ["whose pod has ended", { [LEASE]: lease(1), ...other({ phase: "Failed" }) }],
  ["whose node died", { [LEASE]: lease(21), ...other({ phase: "Running" }) }],
])("a job %s blocks nobody", async (_, objects) => {
  const { place, cluster } = await fakePlace(objects);
  expect(await locked(place, async () => "done")).toBe("done");
  expect(cluster.objects.has(LEASE)).toBe(false);
});

test("of two jobs that take the same old lock the slower one gives way", async () => {
  const { place, cluster } = await fakePlace({ [LEASE]: lease(1) });
  cluster.refusals.set(`PUT ${LEASE}`, { status: 409, message: "it has changed" });
  await expect(locked(place, async () => "done")).rejects.toBeInstanceOf(JobAtWork);
});

test("a job that has lost the lock to another one does not release the other's", async () => {
  const { place, cluster } = await fakePlace();
  await locked(place, async () => void cluster.objects.set(LEASE, lease(0)));
  expect(cluster.objects.get(LEASE)).toMatchObject({ spec: { holderIdentity: "other-pod" } });
});

test("an API server that refuses is quoted", async () => {
  const { place, cluster } = await fakePlace();
  const message = 'leases is forbidden: cannot create resource "leases"';
  cluster.refusals.set(`POST ${LEASES}`, { status: 403, message });
  await expect(locked(place, async () => "done")).rejects.toThrow(message);
});
