import type { ClaimsConfig } from "../campaign/routingConfig.ts";
import {
  at,
  defined,
  type Field,
  isEncrypted,
  isMapping,
  list,
  matching,
  object,
  report,
  text,
  unreadable,
} from "./check.ts";
import { label } from "./formats.ts";
import { labels } from "./podFormats.ts";
import { ROUTING_DEFAULTS, ROUTING_KEYS } from "./routingShape.ts";

const DEFAULTS = ROUTING_DEFAULTS.claims;

/** Where route keys are found in JSON Web Tokens, and who checks these. */
export function readClaims(field: Field | undefined): ClaimsConfig | undefined {
  const keys = object(field, ROUTING_KEYS.claims);
  if (field === undefined || keys === undefined) return undefined;
  const issuer = text(keys.issuer ?? at(field, "issuer"), "the issuer of the tokens, their iss");
  const jwksUri = matching(
    keys.jwksUri,
    /^https?:\/\/[^\s/]+\S*$/,
    'an address such as "https://login.example.com/keys"',
  );
  const jwks = readKeySet(keys.jwks);
  if (keys.jwks !== undefined && keys.jwksUri !== undefined) {
    report(keys.jwks, "expected jwksUri or jwks, received both", "Leave out one of them.");
  }
  const claim = matching(
    keys.claim,
    /^[^\s[\]]+$/,
    `the name of a claim without brackets or spaces, such as "${DEFAULTS.claim}"`,
  );
  const audiences = list(keys.audiences, "a list of texts", (audience) => text(audience));
  const ingress = object(keys.ingress, ROUTING_KEYS["claims.ingress"]) ?? {};
  const namespace = label(ingress.namespace) ?? DEFAULTS.ingress.namespace;
  const selector = labels(ingress.selector) ?? DEFAULTS.ingress.selector;
  const sidecars = list(keys.sidecars, "a list of namespaces", label);
  if (issuer === undefined) return undefined;
  return {
    issuer,
    claim: claim ?? DEFAULTS.claim,
    audiences: audiences ?? [],
    ingress: { namespace, selector },
    sidecars: sidecars ?? DEFAULTS.sidecars,
    ...defined({ jwksUri, jwks }),
  };
}

/** A JSON Web Key Set, as a mapping or as JSON text. */
function readKeySet(field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  const expected = 'a JSON Web Key Set: a mapping, or JSON text such as {"keys":[…]}';
  if (isEncrypted(field.value)) return unreadable(field, expected);
  const set = typeof field.value === "string" ? parse(field.value) : field.value;
  if (!isMapping(set) || !Array.isArray(set.keys) || set.keys.length === 0) {
    // Not shown: it might be a private key.
    report(field, `expected ${expected}, received something else`);
    return undefined;
  }
  // RFC 7518: the private part of RSA and elliptic keys, and the symmetric key.
  if (set.keys.some((key) => isMapping(key) && ("d" in key || "k" in key))) {
    const fix = "Whoever may read the stack or the cluster could make tokens: leave d and k out.";
    report(field, "expected public keys, received a private one", fix);
    return undefined;
  }
  return JSON.stringify(set);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
