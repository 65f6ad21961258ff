import type { KubeConfig } from "@kubernetes/client-node";
import { forgetCredentials } from "./plugin/forgetCredentials.ts";

/** An answer of the API server, as text: the client's own classes would drop every field that is newer than they are. */
export interface ServerAnswer {
  status: number;
  text: string;
}

/** Reads from the API server. */
export function getPath(
  kubeConfig: KubeConfig,
  path: string,
  accept?: string,
): Promise<ServerAnswer> {
  return send(kubeConfig, "GET", path, { ...(accept !== undefined && { accept }) });
}

/** Changes an object of the API server by a merge patch (RFC 7396). */
export function patchPath(
  kubeConfig: KubeConfig,
  path: string,
  change: object,
): Promise<ServerAnswer> {
  return send(kubeConfig, "PATCH", path, { body: change, type: "application/merge-patch+json" });
}

/** How server-side apply is done. */
interface ApplyOptions {
  /** Whether fields that others declared and that contradict are taken over; otherwise the answer is 409. */
  force?: boolean;
  /** Whether the answer only says what would become of the object. */
  dryRun?: boolean;
}

/** Creates an object, or changes it to what is declared here (server-side apply). */
export function applyAt(
  kubeConfig: KubeConfig,
  path: string,
  object: object,
  manager: string,
  { force = true, dryRun = false }: ApplyOptions = {},
): Promise<ServerAnswer> {
  const query = `?fieldManager=${manager}&force=${force}${dryRun ? "&dryRun=All" : ""}`;
  return send(kubeConfig, "PATCH", path + query, {
    body: object,
    type: "application/apply-patch+yaml",
  });
}

/** Replaces an object, unless it has changed since its `resourceVersion`. */
export function replaceAt(
  kubeConfig: KubeConfig,
  path: string,
  object: object,
): Promise<ServerAnswer> {
  return send(kubeConfig, "PUT", path, { body: object });
}

/** Creates an object. */
export function createAt(
  kubeConfig: KubeConfig,
  path: string,
  object: object,
): Promise<ServerAnswer> {
  return send(kubeConfig, "POST", path, { body: object });
}

/**
 * Removes an object, and what belongs to it: after it (`Background`), or before it, so that the object is there until
 * all is gone (`Foreground`).
 *
 * @param uid of the object that is meant; for another one of the same name the answer is 409
 */
export function deletePath(
  kubeConfig: KubeConfig,
  path: string,
  propagationPolicy: "Background" | "Foreground" = "Background",
  uid?: string,
): Promise<ServerAnswer> {
  const body = { propagationPolicy, ...(uid !== undefined && { preconditions: { uid } }) };
  return send(kubeConfig, "DELETE", path, { body });
}

/** Asks what the API server would answer if an object was created. Creates nothing. */
export function dryRunCreate(
  kubeConfig: KubeConfig,
  path: string,
  object: object,
): Promise<ServerAnswer> {
  return send(kubeConfig, "POST", `${path}?dryRun=All`, { body: object });
}

interface Sent {
  body?: object;
  type?: string;
  accept?: string;
}

async function send(
  kubeConfig: KubeConfig,
  method: "GET" | "PATCH" | "POST" | "PUT" | "DELETE",
  path: string,
  { body, type = "application/json", accept = "application/json" }: Sent,
): Promise<ServerAnswer> {
  const { HttpMethod, IsomorphicFetchHttpLibrary, RequestContext } = await import(
    "./kubernetesClient.ts"
  );
  const server = kubeConfig.getCurrentCluster()?.server ?? "";
  const request = new RequestContext(server.replace(/\/$/, "") + path, HttpMethod[method]);
  request.setHeaderParam("accept", accept);
  if (body !== undefined) {
    request.setHeaderParam("content-type", type);
    request.setBody(JSON.stringify(body));
  }
  const ask = async () => {
    await kubeConfig.applySecurityAuthentication(request);
    return new IsomorphicFetchHttpLibrary().send(request).toPromise();
  };
  let response = await ask();
  if (response.httpStatusCode === 401 && forgetCredentials(kubeConfig)) response = await ask();
  return { status: response.httpStatusCode, text: await response.body.text() };
}
