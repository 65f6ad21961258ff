import type { HttpMatch } from "../../src/routing/httpRoute.ts";

const CLAIMS = "@request.auth.claims";

/** Returns whether a match's header stands for a claim of a verified token. */
export function isClaim(name: string): boolean {
  return name.startsWith(CLAIMS);
}

/**
 * Envoy's matches of claims, as istiod makes them (`translateMetadataMatch` in `pilot/pkg/networking/core/route/route.go`,
 * `MetadataListValueMatcher` in `pilot/pkg/security/authz/matcher/metadata.go`): `@request.auth.claims[a][b]` is a path
 * in what Envoy's filter for tokens found, and the text there or one of the list's there must match.
 */
export function claimMatches(headers: HttpMatch["headers"]) {
  const claims = Object.entries(headers ?? {}).filter(([name]) => isClaim(name));
  return claims.map(([name, value]) => {
    const keys = name.slice(CLAIMS.length + 1, -1).split("][");
    return {
      filter: "envoy.filters.http.jwt_authn",
      path: ["payload", ...keys].map((key) => ({ key })),
      value: {
        or_match: {
          value_matchers: [
            { list_match: { one_of: { string_match: value } } },
            { string_match: value },
          ],
        },
      },
    };
  });
}
