import type { KubeConfig } from "@kubernetes/client-node";
import type { ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import { noRight, pathOf } from "../../cluster/listObjects.ts";
import { getPath } from "../../cluster/request.ts";
import { isDnsName } from "../../config/values/routingFormats.ts";
import type { Problem } from "../../problem.ts";
import { type Login, type PullSecret, readLogins } from "../../registry/logins.ts";
import type { FoundOrigin } from "../origins.ts";

/**
 * Returns the logins in the pull secrets of an origin's pods and of their ServiceAccount. Secrets that may not be read
 * give none, since a registry may want no login; they are problems.
 */
export async function pullLogins(
  kubeConfig: KubeConfig,
  { namespace, objects }: Pick<FoundOrigin, "namespace" | "objects">,
  problems: Problem[],
): Promise<Login[]> {
  const read = async <T>(resource: string, name: string): Promise<T | undefined> => {
    // Kubernetes does not check such names in a pod. One with ".." would lead to another namespace.
    if (!isDnsName(name)) return undefined;
    const kind = { group: "", resource, namespace };
    const { status, text } = await getPath(kubeConfig, `${pathOf(kind)}/${name}`);
    if (status === 401 || status === 403) problems.push(noRight("get", kind));
    return status === 200 ? JSON.parse(text) : undefined;
  };
  const pod = objects.deployment.spec?.template.spec;
  const ofPod = pod?.imagePullSecrets ?? [];
  // Kubernetes takes those of the ServiceAccount only where the pod names none.
  const account =
    ofPod.length === 0
      ? await read<ServiceAccount>("serviceaccounts", pod?.serviceAccountName ?? "default")
      : undefined;
  const names = [...ofPod, ...(account?.imagePullSecrets ?? [])].flatMap(({ name }) => name ?? []);
  const secrets = await Promise.all(
    [...new Set(names)].map((name) => read<PullSecret>("secrets", name)),
  );
  return secrets.flatMap((secret) => (secret === undefined ? [] : readLogins(secret)));
}
