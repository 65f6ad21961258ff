import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { FinalError } from "../http/retry.ts";
import { ofFederation } from "./googleFederation.ts";
import { ofServiceAccountKey } from "./googleKey.ts";
import { ofMetadata } from "./googleMetadata.ts";
import {
  exchanged,
  GOOGLE_TOKENS,
  type GoogleCredentials,
  type GoogleToken,
  impersonated,
  SCOPES,
  type Scope,
} from "./googleSource.ts";

const VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";

/**
 * Returns a token of the application default credentials: the file that a variable names, the file of `gcloud`, or the
 * metadata server.
 * https://docs.cloud.google.com/docs/authentication/application-default-credentials
 *
 * @throws {FinalError} with all places, when no place has any, and with one place that refuses
 */
export async function googleToken(
  scope: Scope,
  env: NodeJS.ProcessEnv = process.env,
): Promise<GoogleToken> {
  const named = env[VARIABLE];
  if (named) return ofFile(named, scope);
  const gcloud = join(folderOfGcloud(env), "application_default_credentials.json");
  if (existsSync(gcloud)) return ofFile(gcloud, scope);
  const found = await ofMetadata(env);
  if (typeof found === "object") return found;
  const places = [
    `1. the file that ${VARIABLE} names (not set)`,
    `2. ${gcloud}, which \`gcloud auth application-default login\` writes (not there)`,
    `3. ${found}`,
  ];
  throw new FinalError(
    `no Google credentials were found. Looked for, in this order: ${places.join("; ")}`,
  );
}

function folderOfGcloud(env: NodeJS.ProcessEnv): string {
  if (env.CLOUDSDK_CONFIG) return env.CLOUDSDK_CONFIG;
  return env.APPDATA ? join(env.APPDATA, "gcloud") : join(homedir(), ".config/gcloud");
}

async function ofFile(file: string, scope: Scope): Promise<GoogleToken> {
  if (!existsSync(file)) throw new FinalError(`${VARIABLE}: there is no file ${file}`);
  let credentials: GoogleCredentials;
  try {
    credentials = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // The parser's message quotes the text, which is a secret.
    throw new FinalError(`${file} is no JSON`);
  }
  return ofCredentials(credentials, file, scope);
}

async function ofCredentials(
  credentials: GoogleCredentials,
  file: string,
  scope: Scope,
): Promise<GoogleToken> {
  switch (credentials.type) {
    case "service_account":
      return ofServiceAccountKey(credentials, file, scope);
    case "external_account":
      return ofFederation(credentials, file, scope);
    case "authorized_user": {
      const { client_id, client_secret, refresh_token, token_uri } = credentials;
      const grant = { grant_type: "refresh_token", client_id, client_secret, refresh_token };
      return exchanged(token_uri ?? GOOGLE_TOKENS, grant, file);
    }
    case "impersonated_service_account": {
      const { source_credentials: source, service_account_impersonation_url: url } = credentials;
      const { token } = await ofCredentials(source, file, SCOPES.platform);
      return impersonated(url, { token, scope }, file);
    }
    default:
      throw new FinalError(`${file}: this type of credentials is not supported`);
  }
}
