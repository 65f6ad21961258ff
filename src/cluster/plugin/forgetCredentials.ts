import type { KubeConfig } from "@kubernetes/client-node";

/**
 * Forgets the credentials that a plugin has given, so that it is asked again. The client keeps them until they expire, also
 * when the API server does not take them any more.
 *
 * @returns whether there is a plugin
 */
export function forgetCredentials(kubeConfig: KubeConfig): boolean {
  const user = kubeConfig.getCurrentUser();
  if (user?.exec === undefined) return false;
  const { authenticators } = kubeConfig as unknown as { authenticators?: Cached[] };
  for (const { tokenCache } of authenticators ?? []) delete tokenCache?.[user.name];
  return true;
}

/** What the client keeps by the names of users. */
interface Cached {
  tokenCache?: Record<string, unknown>;
}
