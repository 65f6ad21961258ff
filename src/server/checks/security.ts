import type { IncomingHttpHeaders } from "node:http";

import type { Route, RouteTable, SecurityScheme } from "../../openapi/table/table.ts";
import type { Violation } from "./violation.ts";

/** The parts of a request that may have credentials. */
export interface Credentials {
  headers: IncomingHttpHeaders;
  query: ReadonlyMap<string, readonly string[]>;
}

/** A request without the required credentials. */
export interface SecurityViolation extends Violation {
  /** Challenges for `WWW-Authenticate`, one for each scheme that is not satisfied. */
  challenges: readonly string[];
}

/**
 * Creates the check whether a request has credentials of all kinds that one of the route's alternatives requires. Their
 * values do not matter. An alternative without requirements applies to requests without `Authorization`.
 */
export function createSecurityCheck(
  route: Route,
  schemes: RouteTable["securitySchemes"],
): (credentials: Credentials) => SecurityViolation | undefined {
  const alternatives = route.security.map((alternative) => {
    const checks = Object.keys(alternative).flatMap((name) => {
      const scheme = schemes[name];
      return scheme === undefined ? [] : [createSchemeCheck(scheme)];
    });
    return checks.length === 0 ? [NOBODY] : checks;
  });
  return (credentials) => {
    const failures: SecurityViolation[] = [];
    for (const checks of alternatives) {
      const found = checks.flatMap((check) => check(credentials) ?? []);
      if (found.length === 0) return undefined;
      failures.push(...found);
    }
    // The first one determines the severity: a scheme that cannot be checked is only a warning.
    const [first] = failures;
    return first && { ...first, challenges: failures.flatMap(({ challenges }) => challenges) };
  };
}

type SchemeCheck = (credentials: Credentials) => SecurityViolation | undefined;

const NOBODY: SchemeCheck = ({ headers }) =>
  headers.authorization === undefined ? undefined : unauthorized("None");

function createSchemeCheck(scheme: SecurityScheme): SchemeCheck {
  switch (scheme.type) {
    case "apiKey":
      return keyCheck(scheme);
    case "http":
      return httpCheck(scheme.scheme);
    case "oauth2":
      return bearerCheck("OAuth2");
    case "openIdConnect":
      return bearerCheck("OpenID");
    case "mutualTLS":
      // TLS, and with it the client's certificate, ends at the proxy in front of the server.
      return unsupported(scheme.type);
  }
}

function keyCheck(scheme: SecurityScheme & { type: "apiKey" }): SchemeCheck {
  const { name } = scheme;
  const header = name.toLowerCase();
  const hasKey = ({ headers, query }: Credentials) => {
    if (scheme.in === "header") return Boolean(headers[header]);
    if (scheme.in === "query") return query.get(name)?.some((value) => value !== "") === true;
    const cookie = headers.cookie ?? "";
    const start = cookie.indexOf(`${name}=`);
    return start !== -1 && start + name.length + 1 < cookie.length;
  };
  const violation = unauthorized();
  return (credentials) => (hasKey(credentials) ? undefined : violation);
}

function httpCheck(scheme: string): SchemeCheck {
  switch (scheme) {
    case "bearer":
      return bearerCheck("Bearer");
    case "basic":
      return authorizationCheck("basic", 'Basic realm="*"', ([token = ""]) => {
        const parts = Buffer.from(token, "base64").toString().split(":");
        return parts.length === 2;
      });
    case "digest":
      return authorizationCheck("digest", 'Digest realm="*", nonce="abc123"', isDigest);
    default:
      return unsupported(`http/${scheme}`);
  }
}

function bearerCheck(challenge: string): SchemeCheck {
  const violation = unauthorized(challenge);
  return ({ headers }) =>
    /^Bearer\s.+$/.test(headers.authorization ?? "") ? undefined : violation;
}

/** Only requests with another scheme get a challenge. With bad credentials the client knows the scheme already. */
function authorizationCheck(
  scheme: string,
  challenge: string,
  fits: (credentials: string[]) => boolean,
): SchemeCheck {
  const other = unauthorized(challenge);
  const bad = unauthorized();
  return ({ headers }) => {
    const [given = "", ...credentials] = (headers.authorization ?? "").split(" ");
    if (given.toLowerCase() !== scheme) return other;
    return fits(credentials) ? undefined : bad;
  };
}

function isDigest(credentials: string[]): boolean {
  const text = credentials.join("");
  return (
    ["username=", "realm=", "nonce=", "uri=", "response="].every((name) => text.includes(name)) &&
    credentials.every((part) => /['"][a-z0-9]*['"]/.test(part))
  );
}

function unsupported(scheme: string): SchemeCheck {
  const warning: SecurityViolation = {
    severity: "Warning",
    message: `We currently do not support this type of security scheme: ${scheme}`,
    challenges: [],
  };
  return () => warning;
}

function unauthorized(...challenges: string[]): SecurityViolation {
  return {
    severity: "Error",
    code: 401,
    message: "Invalid security scheme used",
    challenges,
  };
}
