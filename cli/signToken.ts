import { createHmac, sign } from "node:crypto";
import type { SigningKey } from "./signingKey.ts";

/** A signed JSON Web Token (RFC 7519) with these claims. */
export function signToken(claims: object, signingKey: SigningKey): string {
  const { algorithm, id } = signingKey;
  const header = { alg: algorithm, typ: "JWT", ...(id !== undefined && { kid: id }) };
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signature(Buffer.from(signed), signingKey).toString("base64url")}`;
}

function signature(data: Buffer, { key, algorithm }: SigningKey): Buffer {
  if (algorithm === "HS256") return createHmac("sha256", key).update(data).digest();
  if (algorithm === "EdDSA") return sign(null, data, key);
  // RFC 7518 has the two numbers of an elliptic signature side by side; RSA knows no such choice.
  return sign("sha256", data, { key, dsaEncoding: "ieee-p1363" });
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
