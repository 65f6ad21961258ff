import { failure, NoAnswer, request } from "../http/request.ts";
import type { GoogleToken } from "./googleSource.ts";

const ANSWER_MS = 5_000;

/**
 * Returns the token of the ServiceAccount (Workload Identity Federation for GKE) or of the node, or a text that says why
 * there is none.
 * https://docs.cloud.google.com/compute/docs/access/authenticate-workloads#applications
 */
export async function ofMetadata(env: NodeJS.ProcessEnv): Promise<GoogleToken | string> {
  const host = env.GCE_METADATA_HOST ?? "metadata.google.internal";
  const url = `http://${host}/computeMetadata/v1/instance/service-accounts/default/token`;
  const name = "the metadata server of Google Cloud";
  let response: Response;
  try {
    response = await request(url, { headers: { "metadata-flavor": "Google" } }, ANSWER_MS);
  } catch (error) {
    // In GKE it does not answer for the first seconds of a pod, which may pass. Elsewhere its name does not exist.
    if (error instanceof NoAnswer && error.code === "ENOTFOUND") {
      return `${name} (${error.message})`;
    }
    throw error;
  }
  if (response.status === 404) return `${name} (it has no service account)`;
  if (!response.ok) {
    throw failure(response.status, `${name} gives no token: status ${response.status}`);
  }
  const { access_token, expires_in } = Object(await response.json());
  return { token: access_token, expires: Date.now() + expires_in * 1000, from: name };
}
