import type { KubeConfig } from "@kubernetes/client-node";
import { shareCredentials } from "./plugin/shareCredentials.ts";

/**
 * Returns the kubeconfig with this context as its current one. No other cluster is asked.
 *
 * @param kubeContext undefined for the kubeconfig's current context
 * @throws {NoSuchContext} when the kubeconfig does not have the context
 */
export async function connect(kubeContext: string | undefined): Promise<KubeConfig> {
  // The client takes a third of a second to load. A campaign that names its revision or has no Istio does not need it.
  const { KubeConfig } = await import("./kubernetesClient.ts");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  shareCredentials(kubeConfig);
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

/** The context that the client invents if there is no kubeconfig. */
const WITHOUT_FILE = "loaded-context";

/** The stack names a context that the kubeconfig does not have. */
export class NoSuchContext extends Error {
  readonly context: string;
  /** The contexts that the kubeconfig has. */
  readonly contexts: readonly string[];

  constructor(kubeContext: string, contexts: readonly string[]) {
    super(`the kubeconfig has no context "${kubeContext}"`);
    this.context = kubeContext;
    this.contexts = contexts;
  }
}

/**
 * Returns the first line of an error's root cause. The message of a refused request continues with its body and
 * headers, and that of an unreachable server is only "fetch failed".
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return messageOf(error.cause);
  return error.message.split("\n")[0] ?? "";
}
