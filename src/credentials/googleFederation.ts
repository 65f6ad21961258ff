import { readFileSync } from "node:fs";
import { failure, request } from "../http/request.ts";
import { FinalError } from "../http/retry.ts";
import {
  exchanged,
  type FederatedAccount,
  type GoogleToken,
  impersonated,
  SCOPES,
  type Scope,
} from "./googleSource.ts";

/** Workload identity federation: a token of another identity provider stands for one of Google's. https://google.aip.dev/auth/4117 */
export async function ofFederation(
  account: FederatedAccount,
  file: string,
  scope: Scope,
): Promise<GoogleToken> {
  const { service_account_impersonation_url: impersonation } = account;
  const grant = {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: account.audience,
    scope: impersonation === undefined ? scope : SCOPES.platform,
    subject_token_type: account.subject_token_type,
    subject_token: await subjectToken(account.credential_source, file),
  };
  const token = await exchanged(account.token_url, grant, file);
  if (impersonation === undefined) return token;
  return impersonated(impersonation, { token: token.token, scope }, file);
}

async function subjectToken(
  { file, url, headers = {}, format }: FederatedAccount["credential_source"],
  credentials: string,
): Promise<string> {
  if (file === undefined && url === undefined) {
    throw new FinalError(
      `${credentials}: credential_source must be a file or a URL; those of AWS and of executables are not supported`,
    );
  }
  const text = url === undefined ? readFileSync(file ?? "", "utf8") : await textAt(url, headers);
  if (format?.type !== "json") return text.trim();
  return JSON.parse(text)[format.subject_token_field_name ?? ""];
}

async function textAt(url: string, headers: Record<string, string>): Promise<string> {
  const response = await request(url, { headers });
  if (response.ok) return response.text();
  throw failure(response.status, `${url} gives no identity token: status ${response.status}`);
}
