import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../problem.ts";

/** A kind of Kubernetes object. */
export interface ResourceKind {
  /** `apps`; empty for the core group. Its version 1 is used. */
  group: string;
  /** `deployments` */
  resource: string;
  /** Undefined for all namespaces. */
  namespace?: string;
}

/**
 * Returns the objects of a kind exactly as the cluster has them: the client's own classes would drop every field that
 * is newer than they are. Returns an empty list if the cluster does not have the kind. If the user may not list it,
 * adds a problem and returns undefined.
 *
 * @throws {Error} when the cluster gives any other answer
 */
export async function listObjects<T>(
  kubeConfig: KubeConfig,
  { group, resource, namespace }: ResourceKind,
  problems: Problem[],
): Promise<T[] | undefined> {
  const api = group === "" ? "/api/v1" : `/apis/${group}/v1`;
  const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
  const { status, text } = await get(kubeConfig, `${api}${place}/${resource}`);
  if (status === 404) return [];
  if (status === 401 || status === 403) {
    const kind = group === "" ? resource : `${resource}.${group}`;
    const within = namespace === undefined ? "" : ` in namespace ${namespace}`;
    problems.push({
      where: "cluster",
      what: `you may not list ${kind}${within}`,
      fix: "Ask the cluster's administrators for these rights, or name another context.",
    });
    return undefined;
  }
  if (status !== 200) throw new Error(`listing ${resource} was answered with status ${status}`);
  const { items }: { items: T[] } = JSON.parse(text);
  return items;
}

async function get(
  kubeConfig: KubeConfig,
  path: string,
): Promise<{ status: number; text: string }> {
  const { HttpMethod, IsomorphicFetchHttpLibrary, RequestContext } = await import(
    "./kubernetesClient.ts"
  );
  const server = kubeConfig.getCurrentCluster()?.server ?? "";
  const request = new RequestContext(server.replace(/\/$/, "") + path, HttpMethod.GET);
  request.setHeaderParam("accept", "application/json");
  await kubeConfig.applySecurityAuthentication(request);
  const response = await new IsomorphicFetchHttpLibrary().send(request).toPromise();
  return { status: response.httpStatusCode, text: await response.body.text() };
}
