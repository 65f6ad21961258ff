import type { IncomingHttpHeaders } from "node:http";

import type { Route, RouteTable, SecurityScheme } from "../routes/table.ts";
import { parseCookies } from "./cookies.ts";

/** Where a request carries its credentials. */
export interface Credentials {
  headers: IncomingHttpHeaders;
  query: ReadonlyMap<string, readonly string[]>;
}

/**
 * Checks whether a request carries credentials of every kind that one of the route's alternatives asks for; which
 * ones they are does not matter. Returns the challenge for `WWW-Authenticate` when it does not.
 */
export function createSecurityCheck(
  route: Route,
  schemes: RouteTable["securitySchemes"],
): (credentials: Credentials) => string | undefined {
  const alternatives = route.security.map((alternative) =>
    Object.keys(alternative).flatMap((name) => schemes[name] ?? []),
  );
  const asked = new Set(alternatives.flat().map(challenge));
  const text = [...asked].join(", ");
  return (credentials) => {
    const met = alternatives.some((all) => all.every((scheme) => carries(scheme, credentials)));
    return met || alternatives.length === 0 ? undefined : text;
  };
}

function carries(scheme: SecurityScheme, { headers, query }: Credentials): boolean {
  switch (scheme.type) {
    case "apiKey":
      if (scheme.in === "header") return headers[scheme.name.toLowerCase()] !== undefined;
      if (scheme.in === "query") return query.has(scheme.name);
      return parseCookies(headers.cookie).has(scheme.name);
    case "http":
      return hasCredentials(headers.authorization, scheme.scheme);
    case "oauth2":
    case "openIdConnect":
      return hasCredentials(headers.authorization, "bearer");
    case "mutualTLS":
      // The client's certificate ends at the proxy before the server.
      return true;
  }
}

function hasCredentials(authorization: string | undefined, scheme: string): boolean {
  const [, given, value] = /^\s*(\S+)\s+(\S.*)$/.exec(authorization ?? "") ?? [];
  if (given === undefined || value === undefined) return false;
  if (given.toLowerCase() !== scheme.toLowerCase()) return false;
  return given.toLowerCase() !== "basic" || atob64(value).includes(":");
}

function atob64(value: string): string {
  return Buffer.from(value, "base64").toString("utf8");
}

function challenge(scheme: SecurityScheme): string {
  switch (scheme.type) {
    case "apiKey":
      return `ApiKey in="${scheme.in}", name="${scheme.name}"`;
    case "http": {
      const name = scheme.scheme.charAt(0).toUpperCase() + scheme.scheme.slice(1).toLowerCase();
      return name === "Basic" || name === "Digest" ? `${name} realm="*"` : name;
    }
    case "oauth2":
    case "openIdConnect":
    case "mutualTLS":
      return "Bearer";
  }
}
