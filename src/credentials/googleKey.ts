import { importPKCS8, SignJWT } from "jose";
import { FinalError } from "../http/retry.ts";
import {
  exchanged,
  GOOGLE_TOKENS,
  type GoogleToken,
  type Scope,
  type ServiceAccountKey,
} from "./googleSource.ts";

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest */
export async function ofServiceAccountKey(
  { client_email, private_key, private_key_id, token_uri = GOOGLE_TOKENS }: ServiceAccountKey,
  file: string,
  scope: Scope,
): Promise<GoogleToken> {
  const key = await importPKCS8(private_key, "RS256").catch(() => {
    // The message of the library may quote the key.
    throw new FinalError(`${file}: private_key is no key in PKCS #8`);
  });
  const assertion = await new SignJWT({ scope })
    .setProtectedHeader({ alg: "RS256", ...(private_key_id && { kid: private_key_id }) })
    .setIssuer(client_email)
    .setAudience(token_uri)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(key);
  const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  return exchanged(token_uri, { grant_type, assertion }, `${client_email} (${file})`);
}
