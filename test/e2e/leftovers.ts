import { STACK } from "./project.ts";
import { getObjects, kubectl } from "./run.ts";

/** Removes namespaces with everything in them, if they exist, and waits until they are gone. */
export async function removeNamespaces(...names: string[]): Promise<void> {
  await kubectl("delete", "namespace", ...names, "--ignore-not-found", "--timeout=240s");
}

/** Everything in the cluster that the tests' campaign made, of every kind: `Service/payments-e2e-prism-mock`. */
export function leftovers(): Promise<string[]> {
  return leftoversOf(STACK);
}

export async function leftoversOf(campaign: string): Promise<string[]> {
  const kinds = (await kubectl("api-resources", "--verbs=list", "-o", "name")).trim().split("\n");
  const selector = `app.kubernetes.io/part-of=${campaign}`;
  const objects = await getObjects(kinds.join(","), "--all-namespaces", "-l", selector);
  return objects.map(({ kind, metadata: { name } }) => `${kind}/${name}`).sort();
}

/** Removes what an interrupted run left behind of a campaign. Nobody waits until the pods have served their last requests. */
export async function removeLeftovers(campaign = STACK): Promise<void> {
  const selector = ["-l", `app.kubernetes.io/part-of=${campaign}`];
  await kubectl("delete", "namespaces", ...selector, "--wait=false");
  await kubectl("delete", "pods", "-A", ...selector, "--force", "--grace-period=0");
  await kubectl("delete", "namespaces", ...selector, "--timeout=240s");
}
