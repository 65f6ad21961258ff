import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../src/problem.ts";
import type { Command } from "./command.ts";
import { thumbprint } from "./signingKey.ts";

/** Where the private key is that "key token" signs with, unless it is told otherwise; git does not see it. */
export const DEVELOPMENT_KEY = ".understudy/key.json";

/** Who issues tokens that are signed with it. */
export const DEVELOPMENT_ISSUER = "understudy";

const usage = `Usage: npm run understudy -- key new [options]

Makes a key for development, with which "key token" signs tokens, and prints its public half as the stack takes it. Whoever
has the private half may choose any preview of a cluster that has the public one.

Options:
  --out <file>   Where the private key is written (default: ${DEVELOPMENT_KEY})
  -h, --help     This text`;

export const command: Command = {
  summary: "Make a key that signs such tokens",
  usage,
  run: keyNew,
};

const options = { out: { type: "string", default: DEVELOPMENT_KEY } } as const;

async function keyNew(args: string[]): Promise<number> {
  const { out } = parseArgs({ args, options }).values;
  if (existsSync(out)) {
    const fix = "Remove it, or write to another file with --out.";
    throw new UserError([{ where: out, what: "is there already", fix }]);
  }
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = pair.publicKey.export({ format: "jwk" });
  const names = { kid: thumbprint(publicKey), alg: "ES256", use: "sig" };
  const privateKey = { ...pair.privateKey.export({ format: "jwk" }), ...names };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(privateKey)}\n`, { mode: 0o600, flag: "wx" });
  console.error(`The private key is in ${out}. The stack's lines for the public one:\n`);
  console.log(`  understudy:claims:
    issuer: ${DEVELOPMENT_ISSUER}
    jwks: '${JSON.stringify({ keys: [{ ...publicKey, ...names }] })}'`);
  return 0;
}
