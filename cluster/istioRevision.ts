/** What was found out about the control plane's revision, and from what. */
export interface IstioRevision {
  /** `1-21-4`, or empty when there is none to be had. */
  revision: string;
  /** Where it comes from, or why it is empty: a clause for people. */
  reason: string;
}

/**
 * The newest of revisions such as `1-21-4`, compared number by number; during an upgrade of Istio there are two.
 * Others (`default`, `canary`) have no order and are passed over. Empty when none is left.
 */
export function newestRevision(labels: readonly string[]): string {
  const revisions = labels.filter((label) => /^\d+-\d+-\d+$/.test(label));
  return revisions.sort(compareRevisions).at(-1) ?? "";
}

/**
 * Reads the `istio.io/rev` labels of the istiod pods in `istio-system` and takes the newest. Never throws: without
 * access to those pods the revision is empty, and `reason` says why.
 * @param kubeContext Context of the kubeconfig; undefined for its current one.
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

/** The distinct revisions of the istiod pods, sorted as text. */
async function istiodRevisions(kubeContext: string | undefined): Promise<string[]> {
  // A third of a second to load, and a campaign that names its revision or has no Istio needs none of it.
  const { CoreV1Api, KubeConfig } = await import("@kubernetes/client-node");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  if (kubeContext !== undefined) {
    if (kubeConfig.getContextObject(kubeContext) === null) {
      throw new Error(`the kubeconfig has no context "${kubeContext}"`);
    }
    kubeConfig.setCurrentContext(kubeContext);
  }
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

/**
 * The first line of what went wrong at the bottom: a refused request's message goes on with its body and headers,
 * and that of an unreachable server says no more than "fetch failed".
 */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return messageOf(error.cause);
  return error.message.split("\n")[0] ?? "";
}
