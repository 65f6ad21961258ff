import type { KubeConfig } from "@kubernetes/client-node";
import type { Problem } from "../problem.ts";

/** Objects of one kind. */
export interface ResourceKind {
  /** `apps`; empty for the core group. Version 1 of it is asked. */
  group: string;
  /** `deployments` */
  resource: string;
  /** Undefined for those of all namespaces. */
  namespace?: string;
}

/**
 * The objects of a kind, whole as the cluster has them: the client's own classes would drop every field that is newer
 * than they are. None where the cluster does not know the kind; undefined where they may not be listed, which adds
 * a problem.
 *
 * @throws {Error} when the cluster answers anything else
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
      fix: "Ask whoever runs the cluster for these rights, or name another context.",
    });
    return undefined;
  }
  if (status !== 200) throw new Error(`the list of ${resource} is answered by ${status}`);
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
