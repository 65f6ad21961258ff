import { failure, request } from "../http/request.ts";

export interface GoogleToken {
  token: string;
  /** In milliseconds since 1970. */
  expires: number;
  /** Where it is from, for people. */
  from: string;
}

/** What `GOOGLE_APPLICATION_CREDENTIALS` names is one of these, as JSON. https://google.aip.dev/auth/4110 */
export type GoogleCredentials =
  | ServiceAccountKey
  | FederatedAccount
  | AuthorizedUser
  | ImpersonatedAccount;

export interface ServiceAccountKey {
  type: "service_account";
  client_email: string;
  private_key: string;
  private_key_id?: string;
  token_uri?: string;
}

export interface FederatedAccount {
  type: "external_account";
  audience: string;
  subject_token_type: string;
  token_url: string;
  service_account_impersonation_url?: string;
  credential_source: {
    file?: string;
    url?: string;
    headers?: Record<string, string>;
    format?: { type?: "text" | "json"; subject_token_field_name?: string };
  };
}

export interface AuthorizedUser {
  type: "authorized_user";
  client_id: string;
  client_secret: string;
  refresh_token: string;
  token_uri?: string;
}

export interface ImpersonatedAccount {
  type: "impersonated_service_account";
  source_credentials: GoogleCredentials;
  service_account_impersonation_url: string;
}

export const GOOGLE_TOKENS = "https://oauth2.googleapis.com/token";

export const SCOPES = {
  /** To read and write objects. */
  storage: "https://www.googleapis.com/auth/devstorage.read_write",
  /** To read images, and to ask for the token of a service account. */
  platform: "https://www.googleapis.com/auth/cloud-platform",
} as const;

export type Scope = (typeof SCOPES)[keyof typeof SCOPES];

/** Returns the token that a token endpoint of OAuth gives for something else. */
export async function exchanged(
  url: string,
  grant: Record<string, string>,
  from: string,
): Promise<GoogleToken> {
  const response = await request(url, { method: "POST", body: new URLSearchParams(grant) });
  const { access_token, expires_in, error, error_description } = await answerIn(response);
  if (!response.ok) {
    const reason = [error, error_description].filter((part) => typeof part === "string");
    throw failure(response.status, refusal(from, url, response, reason.join(": ")));
  }
  return { token: access_token, expires: Date.now() + expires_in * 1000, from };
}

/** Returns the token of a service account that another one's token may ask for. https://google.aip.dev/auth/4117 */
export async function impersonated(
  url: string,
  { token, scope }: { token: string; scope: Scope },
  from: string,
): Promise<GoogleToken> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ scope: [scope] });
  const response = await request(url, { method: "POST", headers, body });
  const { accessToken, expireTime, error } = await answerIn(response);
  if (!response.ok) {
    throw failure(response.status, refusal(from, url, response, Object(error).message));
  }
  return { token: accessToken, expires: Date.parse(expireTime), from };
}

async function answerIn(response: Response) {
  return Object(await response.json().catch(() => undefined));
}

function refusal(from: string, url: string, { status }: Response, reason?: string): string {
  return `Google gives no token for ${from} (${new URL(url).host}): ${reason || `status ${status}`}`;
}
