import { parseArgs } from "node:util";
import { ROUTING_DEFAULTS } from "../src/config/routingShape.ts";
import { parseDuration } from "../src/latency/duration.ts";
import { type Problem, UserError } from "../src/problem.ts";
import { isRouteKey } from "../src/routing/routeKey.ts";
import { serviceHost, shortName } from "../src/routing/serviceHost.ts";
import type { Command } from "./command.ts";
import { DEVELOPMENT_ISSUER, DEVELOPMENT_KEY } from "./keyNew.ts";
import { readSigningKey } from "./signingKey.ts";
import { signToken } from "./signToken.ts";

const usage = `Usage: npm run --silent understudy -- key token --key <key> [options]

Prints a token whose claim chooses services, for testers: signed with a key of yours, so that a cluster takes it that has
the public half of the key in its stack (understudy:claims).

  TOKEN=$(npm run --silent understudy -- key token --key pr-12)
  curl -H "Authorization: Bearer $TOKEN" https://api.example.com/

Options:
  --key <key>           Route key: whatever has a replica for it is reached there; may be given several times
  --route <from>=<to>   One Service in another's place: payments.shop=payments-pr-12.shop; may be given several times
  --signing-key <file>  Private key, PEM or JSON Web Key (default: ${DEVELOPMENT_KEY}, which "key new" makes)
  --issuer <iss>        Who issued the token (default: ${DEVELOPMENT_ISSUER})
  --audience <aud>      Whom it is for; may be given several times
  --subject <sub>       Whom it is about
  --expires <duration>  How long it is good (default: 8h)
  --claim <name>        The claim (default: ${ROUTING_DEFAULTS.claims.claim})
  --json                Print the token with its claims as one JSON object
  -h, --help            This text`;

export const command: Command = {
  summary: "Make a token that chooses services, for testers",
  usage,
  run: keyToken,
};

/** What the sidecars read at most (src/emit/gateway/claimHeaders.lua). */
const MAX_ROUTES = 64;
const MAX_AUTHORIZATION = 8_192;

const options = {
  key: { type: "string", multiple: true },
  route: { type: "string", multiple: true },
  "signing-key": { type: "string", default: DEVELOPMENT_KEY },
  issuer: { type: "string", default: DEVELOPMENT_ISSUER },
  audience: { type: "string", multiple: true },
  subject: { type: "string" },
  expires: { type: "string", default: "8h" },
  claim: { type: "string", default: ROUTING_DEFAULTS.claims.claim },
  json: { type: "boolean", default: false },
} as const;

async function keyToken(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options });
  const { key = [], route = [], issuer, audience = [], subject, claim, json } = values;
  const problems: Problem[] = [];
  const routes = [...key.map(keyOf(problems)), ...route.map(routeOf(problems))];
  if (routes.length === 0) {
    problems.push({ where: "--key", what: "expected a route key, received nothing" });
  }
  if (routes.length > MAX_ROUTES) {
    const what = `expected at most ${MAX_ROUTES} keys and routes, received ${routes.length}`;
    problems.push({ where: "--key", what });
  }
  const lifetime = lifetimeOf(values.expires, problems);
  if (problems.length > 0) throw new UserError(problems);
  const signingKey = readSigningKey(values["signing-key"]);
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: issuer,
    ...(subject !== undefined && { sub: subject }),
    ...(audience.length > 0 && { aud: audience.length === 1 ? audience[0] : audience }),
    iat: now,
    exp: now + lifetime,
    [claim]: routes,
  };
  const token = signToken(claims, signingKey);
  if (`Bearer ${token}`.length > MAX_AUTHORIZATION) {
    const what = `the token has ${token.length} characters, and sidecars read no Authorization header longer than ${MAX_AUTHORIZATION}`;
    throw new UserError([{ where: "--route", what, fix: "Use route keys, or fewer routes." }]);
  }
  console.log(json ? JSON.stringify({ token, claims }) : token);
  return 0;
}

function keyOf(problems: Problem[]): (text: string) => string {
  return (text) => {
    if (!isRouteKey(text)) {
      const what = `expected a route key of a-z, 0-9 and "-", at most 40 characters, received "${text}"`;
      problems.push({ where: "--key", what });
    }
    return text;
  };
}

/** As the claim has it: both names without the cluster's domain. */
function routeOf(problems: Problem[]): (text: string) => string {
  return (text) => {
    const [from, to, ...rest] = text.split("=").map((name) => serviceHost(name));
    if (from === undefined || to === undefined || rest.length > 0) {
      const what = `expected two Services such as payments.shop=payments-pr-12.shop, received "${text}"`;
      problems.push({ where: "--route", what });
      return text;
    }
    return `${shortName(from)}=${shortName(to)}`;
  };
}

/** In seconds, one at least. */
function lifetimeOf(text: string, problems: Problem[]): number {
  const seconds = Math.floor((parseDuration(text) ?? 0) / 1_000);
  if (seconds < 1) {
    const what = `expected a duration such as 8h or 30m, one second at least, received "${text}"`;
    problems.push({ where: "--expires", what });
  }
  return seconds;
}
