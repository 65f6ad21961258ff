import type { Lease } from "kubernetes-types/coordination/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { createAt, deletePath, replaceAt } from "../../cluster/request.ts";
import { refusalOf } from "../../cluster/statusMessage.ts";
import { microTime } from "../../microTime.ts";
import { UserError } from "../../problem.ts";
import { listPath } from "./objects.ts";
import type { Place } from "./place.ts";
import { readObject } from "./read.ts";

/** A job whose node died does not release its lock. After this many seconds without a sign of life it counts no more. */
const SECONDS = 20;

const RENEW_MS = 5_000;

/** Another job is at work. */
export class JobAtWork extends UserError {}

/**
 * Returns the result of `work`, during which no other job of the load test works. The lock is a Lease that is there only
 * meanwhile.
 *
 * @throws {JobAtWork} when there is one
 */
export async function locked<T>(place: Place, work: () => Promise<T>): Promise<T> {
  await acquire(place);
  const release = () => releaseOwn(place).catch(() => undefined);
  const end = () => void release().finally(() => process.exit(1));
  process.once("SIGTERM", end);
  const timer = setInterval(() => void renew(place).catch(() => undefined), RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.removeListener("SIGTERM", end);
    await release();
  }
}

async function acquire(place: Place): Promise<void> {
  const created = await createAt(place.kubeConfig, leasesPath(place), leaseOf(place));
  if (created.status === 201) return;
  if (created.status !== 409) throw new Error(refusalOf(created));
  const found = await readObject<Lease>(place, leasePath(place));
  if (found !== undefined) {
    if (await isHeld(place, found)) throw busy(place, found);
    const { resourceVersion = "" } = found.metadata ?? {};
    const taken = await replaceAt(
      place.kubeConfig,
      leasePath(place),
      leaseOf(place, resourceVersion),
    );
    if (taken.status === 200) return;
    // Somebody was faster.
    if (taken.status === 409) throw busy(place, found);
    if (taken.status !== 404) throw new Error(refusalOf(taken));
  }
  return acquire(place);
}

async function isHeld(place: Place, { spec }: Lease): Promise<boolean> {
  const renewed = Date.parse(spec?.renewTime ?? "");
  if (Date.now() - renewed > SECONDS * 1000) return false;
  const path = `${listPath("Pod", place.file.names.namespace)}/${spec?.holderIdentity}`;
  const pod = await readObject<Pod>(place, path);
  return pod !== undefined && !["Succeeded", "Failed"].includes(pod.status?.phase ?? "");
}

/** One that took too long has lost the lock to another job. A lock that is not released ends by itself. */
async function releaseOwn(place: Place): Promise<void> {
  const found = await readObject<Lease>(place, leasePath(place));
  if (found?.spec?.holderIdentity === place.pod) {
    await deletePath(place.kubeConfig, leasePath(place));
  }
}

async function renew(place: Place): Promise<void> {
  const found = await readObject<Lease>(place, leasePath(place));
  if (found?.spec?.holderIdentity !== place.pod) return;
  const spec = { ...found.spec, renewTime: microTime(Date.now()) };
  await replaceAt(place.kubeConfig, leasePath(place), { ...found, spec });
}

function leaseOf({ file, pod }: Place, resourceVersion?: string): Lease {
  const { namespace, setup } = file.names;
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { name: setup, namespace, ...(resourceVersion && { resourceVersion }) },
    spec: {
      holderIdentity: pod,
      leaseDurationSeconds: SECONDS,
      acquireTime: microTime(Date.now()),
      renewTime: microTime(Date.now()),
    },
  };
}

function leasesPath({ file }: Place): string {
  return `/apis/coordination.k8s.io/v1/namespaces/${file.names.namespace}/leases`;
}

function leasePath(place: Place): string {
  return `${leasesPath(place)}/${place.file.names.setup}`;
}

function busy(place: Place, { spec }: Lease): JobAtWork {
  const since = spec?.acquireTime?.slice(11, 19);
  return new JobAtWork([
    {
      where: place.file.loadTest,
      what: `another job is at work since ${since} (pod ${spec?.holderIdentity}); this one has changed nothing`,
      fix: "Wait until it has ended, then run this one again.",
    },
  ]);
}
