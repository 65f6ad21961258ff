import type { KubeConfig } from "@kubernetes/client-node";

/**
 * The kubeconfig with this context as its current one: the only cluster that is asked.
 *
 * @param kubeContext undefined for the kubeconfig's current one
 * @throws {NoSuchContext} when the kubeconfig does not have it
 */
export async function connect(kubeContext: string | undefined): Promise<KubeConfig> {
  // A third of a second to load, and a campaign that names its revision or has no Istio needs none of it.
  const { KubeConfig } = await import("./kubernetesClient.ts");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  if (kubeContext === undefined) return kubeConfig;
  if (kubeConfig.getContextObject(kubeContext) === null) {
    throw new NoSuchContext(
      kubeContext,
      kubeConfig
        .getContexts()
        .map(({ name }) => name)
        .filter((name) => name !== WITHOUT_FILE),
    );
  }
  kubeConfig.setCurrentContext(kubeContext);
  return kubeConfig;
}

/** The context that the client makes up where there is no kubeconfig at all. */
const WITHOUT_FILE = "loaded-context";

/** The stack names a cluster that the kubeconfig does not. */
export class NoSuchContext extends Error {
  readonly context: string;
  /** Those that the kubeconfig does have. */
  readonly contexts: readonly string[];

  constructor(kubeContext: string, contexts: readonly string[]) {
    super(`the kubeconfig has no context "${kubeContext}"`);
    this.context = kubeContext;
    this.contexts = contexts;
  }
}

/**
 * The first line of what went wrong at the bottom: a refused request's message goes on with its body and headers,
 * and that of an unreachable server says no more than "fetch failed".
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return messageOf(error.cause);
  return error.message.split("\n")[0] ?? "";
}
