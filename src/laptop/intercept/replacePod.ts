import type { KubeConfig } from "@kubernetes/client-node";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { pathOf } from "../../cluster/listObjects.ts";
import { createAt } from "../../cluster/request.ts";

/** Without it the Job does not count the pod: https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-tracking-with-finalizers */
const COUNTED = "batch.kubernetes.io/job-tracking";

/**
 * Makes the next pod of a Job that has lost its own. Kubernetes pauses before it does so: 10 s, and twice as long each
 * further time. The Job takes the pod for one of its own. Who may not make pods waits for Kubernetes.
 */
export async function replacePod(kubeConfig: KubeConfig, job: Job): Promise<void> {
  const { namespace = "", name = "", uid = "" } = job.metadata ?? {};
  const { metadata: { labels = {}, annotations = {} } = {}, spec = { containers: [] } } =
    job.spec?.template ?? {};
  const pod: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...{ namespace, generateName: `${name}-`, finalizers: [COUNTED], labels, annotations },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "Job", name, uid, controller: true }],
    },
    spec,
  };
  await createAt(kubeConfig, pathOf({ group: "", resource: "pods", namespace }), pod);
}
