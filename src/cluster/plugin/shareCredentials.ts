import type { KubeConfig } from "@kubernetes/client-node";

/**
 * Makes a kubeconfig ask the plugin for credentials once for all requests that start together: the client asks it for each,
 * and a plugin may open a window for each.
 */
export function shareCredentials(kubeConfig: KubeConfig): void {
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(ask: (options: T) => Promise<void>) => {
    return (options: T): Promise<void> => {
      const asked = before.then(() => ask(options));
      before = asked.catch(() => {});
      return asked;
    };
  };
  kubeConfig.applySecurityAuthentication = inTurn(
    kubeConfig.applySecurityAuthentication.bind(kubeConfig),
  );
  kubeConfig.applyToHTTPSOptions = inTurn(kubeConfig.applyToHTTPSOptions.bind(kubeConfig));
}
