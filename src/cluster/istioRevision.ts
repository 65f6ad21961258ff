import { connect, messageOf } from "./connection.ts";

/** The control plane's revision, and how it was found. */
export interface IstioRevision {
  /** `1-21-4`, or empty if there is none. */
  revision: string;
  /** Where it comes from, or why it is empty, as a clause. */
  reason: string;
}

/**
 * Returns the newest of revisions such as `1-21-4`, compared number by number, or an empty text if there are none.
 * During an upgrade of Istio there are two. Other names (`default`, `canary`) have no order and are ignored.
 */
export function newestRevision(labels: readonly string[]): string {
  const revisions = labels.filter((label) => /^\d+-\d+-\d+$/.test(label));
  return revisions.sort(compareRevisions).at(-1) ?? "";
}

/**
 * Reads the `istio.io/rev` labels of the istiod pods in `istio-system` and returns the newest. Never throws: without
 * access to these pods the revision is empty, and `reason` says why.
 *
 * @param kubeContext context of the kubeconfig; undefined for its current one
 */
export async function readIstioRevision(kubeContext: string | undefined): Promise<IstioRevision> {
  try {
    const labels = await istiodRevisions(kubeContext);
    const revision = newestRevision(labels);
    const found = labels.length === 0 ? "no pod of istiod" : `istiod of ${labels.join(", ")}`;
    return { revision, reason: `found ${found} in istio-system` };
  } catch (error) {
    return { revision: "", reason: `cannot read the pods of istio-system: ${messageOf(error)}` };
  }
}

/** Returns the distinct revisions of the istiod pods, sorted as text. */
async function istiodRevisions(kubeContext: string | undefined): Promise<string[]> {
  const kubeConfig = await connect(kubeContext);
  const { CoreV1Api } = await import("./kubernetesClient.ts");
  const pods = await kubeConfig
    .makeApiClient(CoreV1Api)
    .listNamespacedPod({ namespace: "istio-system", labelSelector: "app=istiod" });
  const labels = pods.items.map((pod) => pod.metadata?.labels?.["istio.io/rev"]);
  return [...new Set(labels.filter((label) => label !== undefined))].sort();
}

function compareRevisions(a: string, b: string): number {
  const left = a.split("-").map(Number);
  const right = b.split("-").map(Number);
  for (const [i, part] of left.entries()) {
    const difference = part - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
