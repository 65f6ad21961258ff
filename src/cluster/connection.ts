import type { KubeConfig } from "@kubernetes/client-node";
import { or, type Problem, UserError } from "../problem.ts";
import { shareCredentials } from "./plugin/shareCredentials.ts";

/**
 * Returns the kubeconfig with this context as its current one. No other cluster is asked.
 *
 * @param kubeContext undefined for the kubeconfig's current context
 * @throws {NoSuchContext} when the kubeconfig does not have the context
 * @throws {UserError} when the kubeconfig cannot be read, or has no current context and none is asked for
 */
export async function connect(kubeContext: string | undefined): Promise<KubeConfig> {
  // The client takes a third of a second to load. A campaign that names its revision or has no Istio does not need it.
  const { KubeConfig } = await import("./kubernetesClient.ts");
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromDefault();
  } catch (error) {
    const what = `${process.env.KUBECONFIG ?? "~/.kube/config"} cannot be read: ${messageOf(error)}`;
    throw new UserError([{ where: "kubeconfig", what }]);
  }
  shareCredentials(kubeConfig);
  if (kubeContext === undefined) {
    if (kubeConfig.getCurrentCluster() === null) throw new UserError([noCurrent(kubeConfig)]);
    return kubeConfig;
  }
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

function noCurrent(kubeConfig: KubeConfig): Problem {
  const names = kubeConfig.getContexts().map(({ name }) => name);
  return {
    where: "kubeconfig",
    what: "has no current context",
    fix:
      names.length === 0
        ? "It has no contexts at all: name another one with KUBECONFIG."
        : `Name one with --context: ${or(names)}.`,
  };
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
 * Returns the first line of an error's root cause, without its full stop. The message of a refused request continues with
 * its body and headers, and that of an unreachable server is only "fetch failed".
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return messageOf(error.cause);
  return (error.message.split("\n")[0] ?? "").replace(/\.$/, "");
}
