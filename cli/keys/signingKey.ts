import { createPrivateKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { type CryptoKey, exportJWK, importJWK, type JWK } from "jose";
import { UserError } from "../../src/problem.ts";

export interface SigningKey {
  key: CryptoKey | KeyObject | Uint8Array;
  /** Name in RFC 7518 or RFC 8037. */
  algorithm: string;
  /** The key's id (`kid`), by which a verifier finds it in its key set. Without it, any key of the set may match. */
  id?: string;
}

/** The algorithm of each kind of key, by its type and curve. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["RSA", "RS256"],
  ["EC P-256", "ES256"],
  ["OKP Ed25519", "EdDSA"],
  ["oct", "HS256"],
]);

/** The shortest RSA key that signs: RFC 7518, section 3.3. */
const RSA_BITS = 2_048;

/**
 * Reads the private key of a file: PEM, or a JSON Web Key. Its kind decides the algorithm.
 * @throws {UserError} if there is no such file, or no such key in it
 */
export async function readSigningKey(file: string): Promise<SigningKey> {
  if (!existsSync(file)) {
    throw problem(file, "no such file", "Make a key for development: understudy key new");
  }
  const jwk = await attempt(() => jsonWebKey(readFileSync(file, "utf8")));
  const { kty = "", crv, kid } = jwk ?? {};
  const algorithm = ALGORITHMS.get(crv === undefined ? kty : `${kty} ${crv}`);
  const isPrivate = kty === "oct" ? Boolean(jwk?.k) : jwk?.d !== undefined;
  const key = jwk && isPrivate ? await attempt(() => importJWK(jwk, algorithm)) : undefined;
  if (jwk === undefined || key === undefined || algorithm === undefined) {
    throw problem(
      file,
      "expected a private key of RSA, the curve P-256 or Ed25519, or a symmetric one, as PEM or JSON Web Key",
    );
  }
  if (jwk.alg !== undefined && jwk.alg !== algorithm) {
    throw problem(file, `expected a key for ${algorithm}, by its kind, and it is for "${jwk.alg}"`);
  }
  const bits = Buffer.from(jwk.n ?? "", "base64url").length * 8;
  if (kty === "RSA" && bits < RSA_BITS) {
    throw problem(
      file,
      `expected an RSA key of at least ${RSA_BITS} bits, received one of ${bits}`,
    );
  }
  return { key, algorithm, ...(typeof kid === "string" && { id: kid }) };
}

async function jsonWebKey(text: string): Promise<JWK> {
  return text.trimStart().startsWith("{") ? JSON.parse(text) : exportJWK(createPrivateKey(text));
}

/** Returns the result of `read`, or undefined if it throws: OpenSSL's messages about a wrong key help nobody. */
async function attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

function problem(where: string, what: string, fix?: string): UserError {
  return new UserError([{ where, what, fix }]);
}
