import type { KubeConfig } from "@kubernetes/client-node";

/** An answer of the API server, as text: the client's own classes would drop every field that is newer than they are. */
export interface ServerAnswer {
  status: number;
  text: string;
}

/** Reads from the API server. */
export function getPath(kubeConfig: KubeConfig, path: string): Promise<ServerAnswer> {
  return send(kubeConfig, path);
}

/** Changes an object of the API server by a merge patch (RFC 7396). */
export function patchPath(
  kubeConfig: KubeConfig,
  path: string,
  change: object,
): Promise<ServerAnswer> {
  return send(kubeConfig, path, change);
}

async function send(kubeConfig: KubeConfig, path: string, change?: object): Promise<ServerAnswer> {
  const { HttpMethod, IsomorphicFetchHttpLibrary, RequestContext } = await import(
    "./kubernetesClient.ts"
  );
  const server = kubeConfig.getCurrentCluster()?.server ?? "";
  const method = change === undefined ? HttpMethod.GET : HttpMethod.PATCH;
  const request = new RequestContext(server.replace(/\/$/, "") + path, method);
  request.setHeaderParam("accept", "application/json");
  if (change !== undefined) {
    request.setHeaderParam("content-type", "application/merge-patch+json");
    request.setBody(JSON.stringify(change));
  }
  await kubeConfig.applySecurityAuthentication(request);
  const response = await new IsomorphicFetchHttpLibrary().send(request).toPromise();
  return { status: response.httpStatusCode, text: await response.body.text() };
}
