import { createHmac, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSigningKey } from "../../../cli/keys/signingKey.ts";
import { signToken } from "../../../cli/keys/signToken.ts";
import { UserError } from "../../../src/problem.ts";
import { folderOf } from "../project.ts";

describe("a token is signed as its key's kind asks for", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ed = generateKeyPairSync("ed25519");

  test.each([
    ["RS256", rsa, "a PEM", pem(rsa.privateKey)],
    ["ES256", ec, "a PEM", pem(ec.privateKey)],
    ["EdDSA", ed, "a PEM", pem(ed.privateKey)],
    ["RS256", rsa, "a JSON Web Key", jwk(rsa.privateKey)],
    ["ES256", ec, "a JSON Web Key", jwk(ec.privateKey)],
    ["EdDSA", ed, "a JSON Web Key", jwk(ed.privateKey)],
  ])("%s, for %o in %s", async (algorithm, { publicKey }, _form, text) => {
    const { header, holds } = await signedWith(text);
    expect(header).toEqual({ alg: algorithm, typ: "JWT" });
    expect(holds(publicKey)).toBe(true);
  });

  test("HS256, for a symmetric one, with the key's own name", async () => {
    const secret = Buffer.from("a secret of thirty-two characters");
    const key = { kty: "oct", k: secret.toString("base64url"), kid: "shared", alg: "HS256" };
    const { header, signed, signature } = await signedWith(JSON.stringify(key));
    expect(header).toEqual({ alg: "HS256", typ: "JWT", kid: "shared" });
    expect(signature).toEqual(createHmac("sha256", secret).update(signed).digest());
  });

  async function signedWith(text: string) {
    return read(await signToken({ sub: "tester" }, await readSigningKey(fileWith(text))));
  }
});

describe("files without a usable key are reported", () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const { privateKey: other } = generateKeyPairSync("ec", { namedCurve: "P-384" });
  const { privateKey: short } = generateKeyPairSync("rsa", { modulusLength: 1_024 });
  const KINDS =
    "expected a private key of RSA, the curve P-256 or Ed25519, or a symmetric one, as PEM or JSON Web Key";

  test.each([
    ["a public key", pem(publicKey), KINDS],
    ["another curve", pem(other), KINDS],
    ["a public JSON Web Key", jwk(publicKey), KINDS],
    [
      "a short RSA key",
      pem(short),
      "expected an RSA key of at least 2048 bits, received one of 1024",
    ],
    ["no key", "no key", KINDS],
    ["broken JSON", "{", KINDS],
    ["an empty secret", '{"kty":"oct"}', KINDS],
    [
      "a key for something else",
      '{"kty":"oct","k":"YQ","alg":"RS256"}',
      'expected a key for HS256, by its kind, and it is for "RS256"',
    ],
  ])("%s", async (_title, text, what) => {
    const file = fileWith(text);
    await expect(readSigningKey(file)).rejects.toEqual(new UserError([{ where: file, what }]));
  });
});

function fileWith(text: string): string {
  return join(folderOf({ key: text }), "key");
}

function read(token: string) {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const signed = Buffer.from(`${header}.${payload}`);
  const object = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, "base64url").toString());
  const octets = Buffer.from(signature, "base64url");
  const holds = (key: KeyObject) => {
    const digest = key.asymmetricKeyType === "ed25519" ? null : "sha256";
    return verify(digest, signed, { key, dsaEncoding: "ieee-p1363" }, octets);
  };
  return { header: object(header), signed, signature: octets, holds };
}

function pem(key: KeyObject): string {
  return String(key.export({ format: "pem", type: key.type === "public" ? "spki" : "pkcs8" }));
}

function jwk(key: KeyObject): string {
  return JSON.stringify(key.export({ format: "jwk" }));
}
