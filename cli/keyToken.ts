import { CLAIMS } from "../src/config/schema/claims.ts";
import { parseDuration } from "../src/latency/duration.ts";
import { UserError } from "../src/problem.ts";
import { defineCommand } from "./command/define.ts";
import type { Options, Reader, Values } from "./command/option.ts";
import { UsageError } from "./command/usageError.ts";
import { DEVELOPMENT_ISSUER, DEVELOPMENT_KEY } from "./keyNew.ts";
import { readSigningKey } from "./keys/signingKey.ts";
import { signToken } from "./keys/signToken.ts";
import { routeKey, substitution } from "./routeReaders.ts";

/** The limits of what sidecars read (src/emit/gateway/claimHeaders.lua). */
const MAX_ROUTES = 64;
const MAX_AUTHORIZATION = 8_192;

/** Reads a duration, and returns it in seconds. */
const lifetime: Reader<number> = {
  expected: "a duration such as 8h or 30m, at least one second",
  read(text) {
    const seconds = Math.floor((parseDuration(text) ?? 0) / 1_000);
    return seconds < 1 ? undefined : seconds;
  },
};

const options = {
  key: {
    type: "string",
    placeholder: "key",
    multiple: true,
    reader: routeKey,
    description: "Route key: wherever it has a replica, requests with the token reach that",
  },
  route: {
    type: "string",
    placeholder: "from=to",
    multiple: true,
    reader: substitution,
    description: "One Service in the place of another: payments.shop=payments-pr-12.shop",
  },
  "signing-key": {
    type: "string",
    placeholder: "file",
    default: DEVELOPMENT_KEY,
    completes: "file",
    description: 'Private key, as PEM or JSON Web Key; "understudy key new" makes one',
  },
  issuer: {
    type: "string",
    placeholder: "iss",
    default: DEVELOPMENT_ISSUER,
    description: "Who issued the token",
  },
  audience: {
    type: "string",
    placeholder: "aud",
    multiple: true,
    description: "Whom the token is for",
  },
  subject: { type: "string", placeholder: "sub", description: "Whom the token is about" },
  expires: {
    type: "string",
    placeholder: "duration",
    default: "8h",
    reader: lifetime,
    description: "How long the token is valid",
  },
  claim: {
    type: "string",
    placeholder: "name",
    default: CLAIMS.claim.default,
    description: "The claim that holds the keys and routes",
  },
  json: { type: "boolean", description: "Print the token and its claims as one JSON object" },
} as const satisfies Options;

export const command = defineCommand({
  description: `
    Prints a token whose claim chooses services, for testers. It is signed with your private key: a cluster accepts it if
    its stack has the public half of the key (understudy:claims). Needs at least one --key or --route.`,
  options,
  examples: [
    "TOKEN=$(understudy key token --key pr-12)",
    'curl -H "Authorization: Bearer $TOKEN" https://api.example.com/',
  ],
  run: keyToken,
});

async function keyToken(values: Values<typeof options>): Promise<number> {
  const { key, route, issuer, audience, subject, expires, claim, json } = values;
  const [first, ...others] = audience;
  const routes = [...key, ...route];
  if (routes.length === 0) throw wrongKeys("expected a route key, received nothing");
  if (routes.length > MAX_ROUTES) {
    throw wrongKeys(`expected at most ${MAX_ROUTES} keys and routes, received ${routes.length}`);
  }
  const signingKey = await readSigningKey(values["signing-key"]);
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: issuer,
    ...(subject !== undefined && { sub: subject }),
    ...(first !== undefined && { aud: others.length === 0 ? first : audience }),
    iat: now,
    exp: now + expires,
    [claim]: routes,
  };
  const token = await signToken(claims, signingKey);
  if (`Bearer ${token}`.length > MAX_AUTHORIZATION) {
    const what = `the token has ${token.length} characters, and sidecars read no Authorization header longer than ${MAX_AUTHORIZATION}`;
    throw new UserError([{ where: "--route", what, fix: "Use route keys, or fewer routes." }]);
  }
  console.log(json ? JSON.stringify({ token, claims }) : token);
  return 0;
}

function wrongKeys(what: string): UsageError {
  return new UsageError([{ where: "--key", what }]);
}
