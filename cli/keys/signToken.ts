import { type JWTPayload, SignJWT } from "jose";
import type { SigningKey } from "./signingKey.ts";

/** Returns a signed JSON Web Token (RFC 7519) with these claims. */
export function signToken(claims: JWTPayload, signingKey: SigningKey): Promise<string> {
  const { key, algorithm, id } = signingKey;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: "JWT", ...(id !== undefined && { kid: id }) })
    .sign(key);
}
