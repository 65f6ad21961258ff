import {
  createHash,
  createPrivateKey,
  createSecretKey,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { UserError } from "../src/problem.ts";

/** By the names of RFC 7518 and RFC 8037. */
export type Algorithm = "RS256" | "ES256" | "EdDSA" | "HS256";

export interface SigningKey {
  key: KeyObject;
  algorithm: Algorithm;
  /** The key's own name (`kid`), which a verifier looks for in its set; any key may fit without it. */
  id?: string;
}

/**
 * The private key of a file: PEM, or a JSON Web Key. What kind of key it is decides the algorithm.
 * @throws {UserError} for a file that is not there, and one that is no such key
 */
export function readSigningKey(file: string): SigningKey {
  if (!existsSync(file)) {
    throw problem(file, "no such file", "Make a key for development: understudy key new");
  }
  const text = readFileSync(file, "utf8");
  const jwk = jsonWebKey(text);
  const key = attemptKey(() => {
    if (jwk === undefined) return createPrivateKey(text);
    if (jwk.kty !== "oct") return createPrivateKey({ key: jwk, format: "jwk" });
    return createSecretKey(Buffer.from(jwk.k ?? "", "base64url"));
  });
  const algorithm = key === undefined ? undefined : algorithmOf(key);
  if (key === undefined || algorithm === undefined) {
    throw problem(
      file,
      "expected a private key of RSA, the curve P-256 or Ed25519, or a symmetric one, as PEM or JSON Web Key",
    );
  }
  if (jwk?.alg !== undefined && jwk.alg !== algorithm) {
    throw problem(file, `expected a key for ${algorithm}, by its kind, and it is for "${jwk.alg}"`);
  }
  return { key, algorithm, ...(typeof jwk?.kid === "string" && { id: jwk.kid }) };
}

/** The name of a public key that RFC 7638 makes of it. */
export function thumbprint({ kty, crv, x, y }: JsonWebKey): string {
  const text = JSON.stringify({ crv, kty, x, y });
  return createHash("sha256").update(text).digest("base64url");
}

function jsonWebKey(text: string): (JsonWebKey & { kid?: unknown }) | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function attemptKey(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    // OpenSSL's words for what is no key, a public or an encrypted one, help nobody.
    return undefined;
  }
}

function algorithmOf(key: KeyObject): Algorithm | undefined {
  if (key.type === "secret") return key.symmetricKeySize === 0 ? undefined : "HS256";
  if (key.asymmetricKeyType === "rsa") return "RS256";
  if (key.asymmetricKeyType === "ed25519") return "EdDSA";
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return key.asymmetricKeyType === "ec" && curve === "prime256v1" ? "ES256" : undefined;
}

function problem(where: string, what: string, fix?: string): UserError {
  return new UserError([{ where, what, fix }]);
}
