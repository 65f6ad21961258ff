import { SCOPES } from "../credentials/googleSource.ts";
import { googleToken } from "../credentials/googleToken.ts";
import type { CloudLogin } from "./cloudLogin.ts";

/** Returns whether a registry is Container Registry or Artifact Registry. */
export function isOfGoogle(host: string): boolean {
  return /^([a-z0-9-]+\.)*(gcr\.io|pkg\.dev)$/.test(host);
}

/**
 * Returns a login for all registries that the application default credentials may read.
 * https://docs.cloud.google.com/artifact-registry/docs/docker/authentication#token
 */
export async function googleLogin(env: NodeJS.ProcessEnv): Promise<CloudLogin> {
  const { token, expires, from } = await googleToken(SCOPES.platform, env);
  return { username: "oauth2accesstoken", password: token, expires, from };
}
