import type { KubeConfig } from "@kubernetes/client-node";
import type { Lease } from "kubernetes-types/coordination/v1.d.ts";
import { pathOf } from "../../cluster/listObjects.ts";
import { within } from "../../cluster/patience.ts";
import { createAt, getPath, replaceAt, type ServerAnswer } from "../../cluster/request.ts";

/** Where the Lease lies. */
export interface LeaseStore {
  /** Returns the Lease, or undefined if there is none. */
  read(): Promise<Lease | undefined>;
  /** Writes the Lease, and returns whether that was done: not if it has changed since it was read. */
  write(lease: Lease): Promise<boolean>;
}

/** A renewal that takes longer would come too late to be of use. */
const TIMEOUT_MS = 5_000;

/** Returns the store of a Lease in a cluster. */
export function leaseStore(
  kubeConfig: KubeConfig,
  { namespace, name }: { namespace: string; name: string },
): LeaseStore {
  const list = pathOf({ group: "coordination.k8s.io", resource: "leases", namespace });
  const path = `${list}/${name}`;
  const fail = (verb: string, { status, text }: ServerAnswer): never => {
    throw new Error(`Lease ${namespace}/${name}: ${verb} was answered with ${status}: ${text}`);
  };
  return {
    async read() {
      const answer = await within(TIMEOUT_MS, getPath(kubeConfig, path));
      if (answer.status === 404) return undefined;
      return answer.status === 200 ? JSON.parse(answer.text) : fail("get", answer);
    },
    async write(lease) {
      const isNew = lease.metadata?.resourceVersion === undefined;
      const object = {
        ...lease,
        ...{ apiVersion: "coordination.k8s.io/v1", kind: "Lease" },
        metadata: { ...lease.metadata, namespace, name },
      };
      const sent = isNew ? createAt(kubeConfig, list, object) : replaceAt(kubeConfig, path, object);
      const answer = await within(TIMEOUT_MS, sent);
      if (answer.status < 300) return true;
      // Somebody was faster, or has deleted it.
      return [404, 409].includes(answer.status) ? false : fail(isNew ? "create" : "update", answer);
    },
  };
}
