import type { RouteKey } from "../../src/openapi/table/table.ts";

/**
 * Paths that Envoy rewrites before it chooses a route (Istio's default path normalization, `BASE`: dot segments,
 * escapes of unreserved characters, backslashes, characters that must be escaped, fragments; never slashes): method,
 * target, the route of the target as it is, the path after Envoy, the route in the mesh. The mock brings a path to the
 * same form by itself (`src/openapi/table/normalPath.ts`), so the route whose delay the mesh makes is the one that answers.
 */
export const NORMALISED: [string, string, RouteKey | "", string, RouteKey | ""][] = [
  ["GET", "/users/7/../8", "", "/users/8", "GET /users/{id}"],
  ["GET", "/users/./7", "", "/users/7", "GET /users/{id}"],
  ["GET", "/../users/7", "", "/users/7", "GET /users/{id}"],
  ["GET", "/..", "", "/", "GET /"],
  ["GET", "/v1/../users", "GET /{tenant}/{collection}", "/users", "GET /users"],
  ["GET", "/users/.", "GET /users/{id}", "/users/", ""],
  ["GET", "/users/..", "GET /users/{id}", "/", "GET /"],
  ["GET", "/users/%2e%2E", "GET /users/{id}", "/", "GET /"],
  ["GET", "/users//../7", "", "/users/7", "GET /users/{id}"],
  ["GET", "/files/a%2Ejson", "GET /files/{name}", "/files/a.json", "GET /files/{name}.json"],
  [
    "GET",
    "/users/7/orders/%6Catest",
    "GET /users/{id}/orders/{orderId}",
    "/users/7/orders/latest",
    "GET /users/{id}/orders/latest",
  ],
  [
    "GET",
    "/pre%2Dencoded/7",
    "GET /{tenant}/{collection}",
    "/pre-encoded/7",
    "GET /pre%2Dencoded/{id}",
  ],
  ["GET", "/tilde%7Ex/7", "GET /{tenant}/{collection}", "/tilde~x/7", "GET /tilde~x/{id}"],
  ["GET", "/users\\7", "", "/users/7", "GET /users/{id}"],
  ["GET", "/users/a\\b", "GET /users/{id}", "/users/a/b", ""],
  ["GET", "/^start|end", "", "/%5Estart%7Cend", "GET /^start|end"],
  ["GET", "/carts/#top", "GET /{tenant}/{collection}", "/carts/", "GET /carts/"],
];

/** Paths that Envoy refuses with status 400, and whether Node does: method, target, the reference's route. */
export const REFUSED: [string, string, RouteKey | "", "by Node too" | ""][] = [
  ["GET", "/users/%00", "GET /users/{id}", ""],
  ["GET", "/users/日本", "GET /users/{id}", "by Node too"],
  ["GET", "/日本語", "", "by Node too"],
];
