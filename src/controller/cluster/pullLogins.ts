import type { KubeConfig } from "@kubernetes/client-node";
import type { ServiceAccount } from "kubernetes-types/core/v1.d.ts";
import { getPath } from "../../cluster/request.ts";
import { type Login, type PullSecret, readLogins } from "../../registry/logins.ts";
import type { FoundOrigin } from "../origins.ts";

/**
 * Returns the logins in the pull secrets of an origin's pods and of their ServiceAccount. Secrets that may not be read
 * give none: the registry then says what is missing.
 */
export async function pullLogins(
  kubeConfig: KubeConfig,
  { namespace, objects }: Pick<FoundOrigin, "namespace" | "objects">,
): Promise<Login[]> {
  const read = async <T>(resource: string, name: string): Promise<T | undefined> => {
    const path = `/api/v1/namespaces/${namespace}/${resource}/${name}`;
    const { status, text } = await getPath(kubeConfig, path);
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
