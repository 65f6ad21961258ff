import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterEach, describe, expect, test } from "vitest";
import { endAll, run } from "./process.ts";
import { folderOf } from "./project.ts";

afterEach(endAll);

const SECRET = '{"kty":"oct","k":"c2VjcmV0"}';

test("a new key signs tokens that its public half verifies, as the stack takes it", async () => {
  const folder = folderOf({});
  const made = run(folder, "key", "new");
  expect(await made.ended).toBe(0);
  expect(made.stderr).toBe(
    "The private key is in .understudy/key.json. The stack's lines for the public one:\n\n",
  );
  expect(statSync(join(folder, ".understudy/key.json")).mode & 0o777).toBe(0o600);
  const printed = load(made.stdout) as { "understudy:claims": { issuer: string; jwks: string } };
  const { issuer, jwks } = printed["understudy:claims"];
  const { keys }: { keys: JsonWebKey[] } = JSON.parse(jwks);
  const [publicKey = {}] = keys;
  expect(Object.keys(publicKey).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);

  const token = run(folder, "key", "token", "--key", "pr-12");
  expect(await token.ended).toBe(0);
  expect(token.stderr).toBe("");
  const { header, claims, holds } = read(token.stdout.trim());
  expect(header).toEqual({ alg: "ES256", typ: "JWT", kid: publicKey.kid });
  expect(claims).toEqual({
    iss: issuer,
    iat: expect.any(Number),
    exp: Number(claims.iat) + 8 * 3_600,
    service_routers: ["pr-12"],
  });
  expect(holds(createPublicKey({ key: publicKey, format: "jwk" }))).toBe(true);
});

test("a new key's setting is printed as one JSON object with --json", async () => {
  const made = run(folderOf({}), "key", "new", "--json");
  expect([await made.ended, made.stderr]).toEqual([0, ""]);
  const printed: { issuer: string; jwks: string } = JSON.parse(made.stdout);
  expect(Object.keys(printed)).toEqual(["issuer", "jwks"]);
  expect(JSON.parse(printed.jwks).keys).toHaveLength(1);
});

test("an existing key is not overwritten", async () => {
  const folder = folderOf({ "dev.json": "mine" });
  const made = run(folder, "key", "new", "--out", "dev.json");
  expect(await made.ended).toBe(1);
  expect(made.stderr).toBe(
    "dev.json: exists already.\n  Remove it, or write to another file with --out.\n",
  );
  expect(readFileSync(join(folder, "dev.json"), "utf8")).toBe("mine");
});

test("every claim can be said, and the claims are printed beside the token as JSON", async () => {
  const folder = folderOf({ "key.json": SECRET });
  const token = run(
    folder,
    ...["key", "token", "--signing-key", "key.json", "--json", "--expires", "30m"],
    ...["--key", "pr-12", "--key", "pr-34", "--claim", "routes", "--subject", "tester"],
    ...["--route", "payments.shop=payments-pr-5.shop.svc.cluster.local"],
    ...["--issuer", "https://login.example.com", "--audience", "shop", "--audience", "stock"],
  );
  expect(await token.ended).toBe(0);
  const printed: { token: string; claims: Record<string, unknown> } = JSON.parse(token.stdout);
  expect(printed.claims).toEqual({
    iss: "https://login.example.com",
    sub: "tester",
    aud: ["shop", "stock"],
    iat: expect.any(Number),
    exp: Number(printed.claims.iat) + 1_800,
    routes: ["pr-12", "pr-34", "payments.shop=payments-pr-5.shop"],
  });
  expect(read(printed.token).claims).toEqual(printed.claims);
});

describe("mistakes are reported", () => {
  test("no key at all, with what makes one", async () => {
    const token = run(folderOf({}), "key", "token", "--key", "pr-12");
    expect(await token.ended).toBe(1);
    expect(token.stderr).toBe(
      ".understudy/key.json: no such file.\n  Make a key for development: understudy key new\n",
    );
  });

  test("every wrong option at once", async () => {
    const options = ["--key", "PR", "--route", "payments=x.shop", "--expires", "8"];
    const token = run(folderOf({}), "key", "token", ...options);
    expect(await token.ended).toBe(2);
    expect(token.stderr.split("\n")).toEqual([
      '--key: expected a route key such as pr-12, of a-z, 0-9 and "-", at most 40 characters, received "PR".',
      '--route: expected two Services such as payments.shop=payments-pr-12.shop, received "payments=x.shop".',
      '--expires: expected a duration such as 8h or 30m, at least one second, received "8".',
      "See: understudy key token --help",
      "",
    ]);
  });

  test("more than the sidecars read", async () => {
    const folder = folderOf({ key: SECRET });
    const many = Array.from({ length: 65 }, (_, i) => ["--key", `pr-${i}`]).flat();
    const long = ["--subject", "x".repeat(6_200), "--key", "pr-1", "--signing-key", "key"];
    const runs = [many, long].map((options) => run(folder, "key", "token", ...options));
    expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([2, 1]);
    expect(runs.map(({ stderr }) => stderr.split("\n")[0])).toEqual([
      "--key: expected at most 64 keys and routes, received 65.",
      expect.stringMatching(
        /^--route: the token has \d+ characters, and sidecars read no Authorization header longer than 8192\.$/,
      ),
    ]);
  });

  test("the limits are those of the sidecars' filter", () => {
    const lua = readFileSync(
      new URL("../../src/emit/gateway/claimHeaders.lua", import.meta.url),
      "utf8",
    );
    expect(lua.match(/^local MAX_(AUTHORIZATION|ROUTES) = \d+$/gm)).toEqual([
      "local MAX_AUTHORIZATION = 8192",
      "local MAX_ROUTES = 64",
    ]);
  });
});

/** Header and claims of a token, and whether it was signed with the private half of a key for ES256. */
function read(token: string) {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const object = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, "base64url").toString());
  const holds = (key: KeyObject) =>
    verify(
      "sha256",
      Buffer.from(`${header}.${payload}`),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
  return { header: object(header), claims: object(payload), holds };
}
