import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import { UserError } from "../src/problem.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Values } from "./command/option.ts";

/** The private key that "key token" signs with by default. Git ignores this file. */
export const DEVELOPMENT_KEY = ".understudy/key.json";

/** The issuer of tokens that are signed with it. */
export const DEVELOPMENT_ISSUER = "understudy";

const options = {
  out: {
    type: "string",
    placeholder: "file",
    default: DEVELOPMENT_KEY,
    completes: "file",
    description: "Where the private key is written",
  },
  json: {
    type: "boolean",
    description: "Print the stack's setting understudy:claims as one JSON object instead of YAML",
  },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Makes a signing key for development, which "understudy key token" signs tokens with, and prints its public half as
    the stack takes it. Whoever has the private half may choose any preview in a cluster that has the public half.`,
  options,
  run: keyNew,
});

async function keyNew({ out, json }: Values<typeof options>): Promise<number> {
  if (existsSync(out)) {
    const fix = "Remove it, or write to another file with --out.";
    throw new UserError([{ where: out, what: "exists already", fix }]);
  }
  const pair = await generateKeyPair("ES256", { extractable: true });
  const publicKey = await exportJWK(pair.publicKey);
  const names = { kid: await calculateJwkThumbprint(publicKey), alg: "ES256", use: "sig" };
  const privateKey = { ...(await exportJWK(pair.privateKey)), ...names };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(privateKey)}\n`, { mode: 0o600, flag: "wx" });
  const jwks = JSON.stringify({ keys: [{ ...publicKey, ...names }] });
  if (json) {
    console.log(JSON.stringify({ issuer: DEVELOPMENT_ISSUER, jwks }));
    return 0;
  }
  console.error(`The private key is in ${out}. The stack's lines for the public one:\n`);
  console.log(`  understudy:claims:
    issuer: ${DEVELOPMENT_ISSUER}
    jwks: '${jwks}'`);
  return 0;
}
