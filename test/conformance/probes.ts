import { METHODS, type Method, type RouteKey } from "../../src/openapi/table/table.ts";
import { NORMALISED, REFUSED } from "./rewrites.ts";

/** One request to the fixture, and the result that every backend must have. */
export interface Probe {
  method: string;
  /** Path and query as the client writes them on the wire, in UTF-8. */
  target: string;
  /** The route that answers, or undefined if none does. */
  route: RouteKey | undefined;
  /** If no route answers: the methods of the path, in the order of `METHODS`. */
  allowed: Method[];
  /** If the mesh differs, because Envoy rewrites the path before it chooses a route, or refuses it. */
  mesh?: { path: string; route: RouteKey | undefined } | "refused";
  /** Whether Node refuses the request line before the server sees it. */
  server?: "refused";
}

/** Requests that a route answers. */
const MATCHING: [string, string, RouteKey][] = [
  // Methods of one path; a literal path whose method belongs to another route.
  ["GET", "/", "GET /"],
  ["GET", "/users", "GET /users"],
  ["POST", "/users", "POST /users"],
  ["POST", "/users/me", "POST /users/me"],
  ["GET", "/users/me", "GET /users/{id}"],
  ["PUT", "/users/me", "PUT /users/{id}"],
  ["DELETE", "/users/me", "DELETE /users/{id}"],
  ["GET", "/users/7", "GET /users/{id}"],
  ["GET", "/users/meme", "GET /users/{id}"],
  ["GET", "/users/Me", "GET /users/{id}"],
  ["GET", "/users/7/orders", "GET /users/{id}/orders"],
  ["GET", "/users/7/orders/latest", "GET /users/{id}/orders/latest"],
  ["GET", "/users/me/orders/latest", "GET /users/me/orders/{orderId}"],
  ["GET", "/users/me/orders/9", "GET /users/me/orders/{orderId}"],
  ["GET", "/users/7/orders/latest2", "GET /users/{id}/orders/{orderId}"],
  ["PATCH", "/users/7/orders/latest", "PATCH /users/{id}/orders/{orderId}"],
  ["PATCH", "/users/me/orders/9", "PATCH /users/{id}/orders/{orderId}"],
  // Base paths: the longest first, then shorter ones, then none. A method that one lacks is looked up in the next.
  ["GET", "/v1/", "GET /"],
  ["GET", "/v1/eu/", "GET /"],
  ["GET", "/v1/users", "GET /users"],
  ["GET", "/v1/eu/users", "GET /users"],
  ["GET", "/v1/eu/users/7", "GET /users/{id}"],
  ["GET", "/v1/eu", "GET /{tenant}/{collection}"],
  ["GET", "/v1/eu/eu/users", "GET /{tenant}/{collection}"],
  ["GET", "/v1/status", "GET /v1/status"],
  ["GET", "/v1/v1/status", "GET /v1/status"],
  ["GET", "/v1/eu/v1/status", "GET /v1/status"],
  ["GET", "/shop.(v2)/ping", "GET /ping"],
  ["GET", "/shop.(v2)/users/7", "GET /users/{id}"],
  ["GET", "/shopx(v2)/users", "GET /{tenant}/{collection}"],
  ["GET", "/v1/statuses", "GET /{tenant}/{collection}"],
  ["GET", "/v1/x/y", "GET /{tenant}/{collection}"],
  ["GET", "/V1/users", "GET /{tenant}/{collection}"],
  ["GET", "/v2/users", "GET /{tenant}/{collection}"],
  ["POST", "/acme/users", "POST /{tenant}/users"],
  ["POST", "/users/users", "POST /{tenant}/users"],
  ["POST", "/v1/acme/users", "POST /{tenant}/users"],
  ["GET", "/acme/users", "GET /{tenant}/{collection}"],
  // Parameters that are a part of their segment.
  ["GET", "/files/latest.json", "GET /files/latest.json"],
  ["GET", "/files/a.json", "GET /files/{name}.json"],
  ["GET", "/files/a.b.json", "GET /files/{name}.json"],
  ["GET", "/files/a.jsonx", "GET /files/{name}.{ext}"],
  ["GET", "/files/a.tar.gz", "GET /files/{name}.{ext}"],
  ["GET", "/files/a..b", "GET /files/{name}.{ext}"],
  ["GET", "/files/...", "GET /files/{name}.{ext}"],
  ["GET", "/files/a", "GET /files/{name}"],
  ["GET", "/files/a.", "GET /files/{name}"],
  ["GET", "/files/.a", "GET /files/{name}"],
  ["GET", "/files/.json", "GET /files/{name}"],
  ["GET", "/jobs/7:cancel", "GET /jobs/{id}"],
  ["POST", "/jobs/7:cancel", "POST /jobs/{id}:cancel"],
  ["POST", "/jobs/7:retry", "POST /jobs/{id}:retry"],
  ["POST", "/jobs/7:retry:cancel", "POST /jobs/{id}:cancel"],
  ["POST", "/jobs/7:pause", "POST /jobs/{id}"],
  ["POST", "/jobs/:cancel", "POST /jobs/{id}"],
  ["POST", "/jobs/7%3Acancel", "POST /jobs/{id}"],
  ["POST", "/jobs/7:cancelled", "POST /jobs/{id}"],
  ["GET", "/ranges/1-2", "GET /ranges/{from}-{to}"],
  ["GET", "/ranges/v1-2", "GET /ranges/{from}-{to}"],
  ["GET", "/ranges/v1", "GET /ranges/v{version}"],
  ["GET", "/ranges/v-", "GET /ranges/v{version}"],
  ["GET", "/ranges/1-", "GET /{tenant}/{collection}"],
  ["GET", "/ties/v1-2/y", "GET /ties/v{version}/y"],
  ["GET", "/ties/v1-2/z", "GET /ties/{from}-{to}/{e}"],
  ["GET", "/ties/v1/z", "GET /ties/v{version}/{e}"],
  // A trailing slash is a segment of its own.
  ["GET", "/carts", "GET /carts"],
  ["GET", "/carts/", "GET /carts/"],
  ["GET", "/items/7/", "GET /items/{id}/"],
  ["DELETE", "/items/7", "DELETE /items/{id}"],
  ["GET", "/items/7", "GET /{tenant}/{collection}"],
  // HEAD is answered by the GET route unless the path declares HEAD.
  ["HEAD", "/health", "HEAD /health"],
  ["GET", "/health", "GET /health"],
  ["HEAD", "/ping", "GET /ping"],
  ["HEAD", "/v1/ping", "GET /ping"],
  ["HEAD", "/users/me", "GET /users/{id}"],
  ["HEAD", "/probe", "HEAD /probe"],
  ["HEAD", "/acme/things", "GET /{tenant}/{collection}"],
  ["GET", "/probe/7", "GET /probe/{id}"],
  ["OPTIONS", "/probe/7", "OPTIONS /probe/{id}"],
  ["TRACE", "/probe/7", "TRACE /probe/{id}"],
  // Literals that a regular expression or the wire would take for something else.
  ["GET", "/a.b", "GET /a.b"],
  ["GET", "/a.b/7", "GET /a.b/{id}"],
  ["GET", "/axb/7", "GET /{tenant}/{collection}"],
  ["GET", "/a+b/(c)", "GET /a+b/(c)"],
  ["GET", "/aab/(c)", "GET /{tenant}/{collection}"],
  ["GET", "/a+b/c", "GET /{tenant}/{collection}"],
  ["GET", "/a%2Bb/(c)", "GET /{tenant}/{collection}"],
  ["GET", "/a+b/%28c%29", "GET /{tenant}/{collection}"],
  ["GET", "/a+b/(c)/7", "GET /a+b/(c)/{id}"],
  ["GET", "/price$", "GET /price$"],
  ["GET", "/price$/usd", "GET /price$/{currency}"],
  ["GET", "/price/usd", "GET /{tenant}/{collection}"],
  ["GET", "/%5Estart%7Cend", "GET /^start|end"],
  ["GET", "/%5Bx%5D/7", "GET /[x]/{id}"],
  ["GET", "/x/7", "GET /{tenant}/{collection}"],
  ["GET", "/[x]/7", "GET /{tenant}/{collection}"],
  ["GET", "/%E6%97%A5%E6%9C%AC%E8%AA%9E", "GET /日本語"],
  ["GET", "/%E6%97%A5%E6%9C%AC%E8%AA%9E/%E6%9D%B1%E4%BA%AC", "GET /日本語/{id}"],
  // The hex digits of an escape mean the same in both cases.
  ["GET", "/%e6%97%a5%e6%9c%ac%e8%aa%9e", "GET /日本語"],
  ["GET", "/%e6%97%A5%e6%9c%aC%E8%aa%9e/7", "GET /日本語/{id}"],
  ["GET", "/%5estart%7cend", "GET /^start|end"],
  ["GET", "/%5bx%5D/7", "GET /[x]/{id}"],
  ["GET", "/with%20space", "GET /with space"],
  ["GET", "/with%20space/7", "GET /with space/{id}"],
  ["GET", "/with+space/7", "GET /{tenant}/{collection}"],
  ["GET", "/100%25/7", "GET /100%/{id}"],
  ["GET", "/pre-encoded/7", "GET /pre%2Dencoded/{id}"],
  ["GET", "/tilde~x/7", "GET /tilde~x/{id}"],
  ["GET", "/Case/7", "GET /Case/{id}"],
  ["GET", "/case/7", "GET /{tenant}/{collection}"],
  // Literals and parameters at different depths.
  ["GET", "/deep/a/b/c/d/e", "GET /deep/a/b/c/d/{e}"],
  ["GET", "/deep/x/b/c/d/e", "GET /deep/{a}/b/c/d/e"],
  ["GET", "/deep/a/x/c/d/e", "GET /deep/a/{b}/c/d/e"],
  ["GET", "/deep/x/x/c/d/e", "GET /deep/{a}/{b}/{c}/{d}/{e}"],
  ["GET", "/deep/deep/deep/deep/deep/deep", "GET /deep/{a}/{b}/{c}/{d}/{e}"],
  // All kinds of parameter values on the wire.
  ["GET", "/users/a%2Fb", "GET /users/{id}"],
  ["GET", "/users/a%2fb", "GET /users/{id}"],
  ["GET", "/users/%2F", "GET /users/{id}"],
  ["GET", "/users/a%5Cb", "GET /users/{id}"],
  ["GET", "/users/a%25b", "GET /users/{id}"],
  ["GET", "/users/a%20b", "GET /users/{id}"],
  ["GET", "/users/a+b", "GET /users/{id}"],
  ["GET", "/users/%F0%9F%98%80", "GET /users/{id}"],
  ["GET", "/users/%FF", "GET /users/{id}"],
  ["GET", "/users/a;v=1,2", "GET /users/{id}"],
  ["GET", "/users/a@b!$&'()*+=:~", "GET /users/{id}"],
  ["GET", "/users/...", "GET /users/{id}"],
  ["GET", "/users/..a", "GET /users/{id}"],
  ["GET", `/users/${"x".repeat(4_000)}`, "GET /users/{id}"],
  ["GET", `/deep/${"x/".repeat(4)}${"y".repeat(4_000)}`, "GET /deep/{a}/{b}/{c}/{d}/{e}"],
  // A query is no part of the path.
  ["GET", "/users?limit=2", "GET /users"],
  ["GET", "/users?", "GET /users"],
  ["GET", "/users/7?next=/users/8/orders", "GET /users/{id}"],
  ["GET", "/carts/?x", "GET /carts/"],
  ["GET", "/files/a?b.json", "GET /files/{name}"],
  ["GET", "/?/users", "GET /"],
];

/** Requests that no route answers, and the methods that the path has. */
const UNMATCHED: [string, string, string][] = [
  ["PATCH", "/", "GET HEAD"],
  ["DELETE", "/users", "GET POST HEAD"],
  ["DELETE", "/v1/users", "GET POST HEAD"],
  ["PROPFIND", "/users", "GET POST HEAD"],
  ["TRACE", "/users/me", "GET PUT POST DELETE HEAD"],
  ["TRACE", "/users/7", "GET PUT DELETE HEAD"],
  ["POST", "/users/7", "GET PUT DELETE HEAD"],
  ["POST", "/users/7/orders/9", "GET HEAD PATCH"],
  ["POST", "/acme/things", "GET HEAD"],
  ["PUT", "/acme/users", "GET POST HEAD"],
  ["GET", "/probe", "HEAD"],
  ["HEAD", "/nowhere", ""],
  ["GET", "/v1", ""],
  ["GET", "/v1x/users/7", ""],
  ["GET", "/v2/users/7", ""],
  ["GET", "/shopx(v2)/users/7", ""],
  ["GET", "/users/", ""],
  ["GET", "/v1/users/", ""],
  ["GET", "/users/7/", ""],
  ["GET", "/users/7/orders/", ""],
  ["DELETE", "/items/7/", "GET HEAD"],
  ["GET", "/items//", ""],
  ["GET", "//", ""],
  ["GET", "//users", ""],
  ["GET", "/users//", ""],
  ["GET", "/users//orders", ""],
  ["GET", "/v1//users/7", ""],
  ["GET", "/carts//", ""],
  ["GET", "/a.bc", ""],
  ["GET", "/axb", ""],
  ["GET", "/price", ""],
  ["GET", "/price%24", ""],
  ["GET", "/start", ""],
  ["GET", "/end", ""],
  ["GET", "/with+space", ""],
  ["GET", "/PING", ""],
  ["GET", "/ping%20", ""],
  ["GET", "/deep/a/b/c/d", ""],
  ["GET", "/deep/a/b/c/d/e/f", ""],
  ["GET", "/users%2F7", ""],
  ["GET", "/users/7/x?/orders", ""],
];

export const PROBES: Probe[] = [
  ...MATCHING.map(([method, target, route]): Probe => ({ method, target, route, allowed: [] })),
  ...UNMATCHED.map(
    ([method, target, allowed]): Probe => ({
      method,
      target,
      route: undefined,
      allowed: METHODS.filter((candidate) => allowed.split(" ").includes(candidate)),
    }),
  ),
  ...NORMALISED.map(
    ([method, target, direct, path, route]): Probe => ({
      method,
      target,
      route: direct || undefined,
      allowed: [],
      mesh: { path, route: route || undefined },
    }),
  ),
  ...REFUSED.map(
    ([method, target, direct, byNode]): Probe => ({
      method,
      target,
      route: direct || undefined,
      allowed: [],
      mesh: "refused",
      ...(byNode === "" ? {} : { server: "refused" }),
    }),
  ),
];

/** The mesh's results for the probes that it accepts: the path that it routes by, and the route. */
export function inMesh(probes: Probe[]) {
  return probes.flatMap(({ method, target, route, mesh = { path: target, route } }) =>
    mesh === "refused" ? [] : [{ method, target, ...mesh }],
  );
}

/** A probe for people. */
export function nameOf({ method, target }: Pick<Probe, "method" | "target">): string {
  return `${method} ${target}`;
}

/** The path of a request's target. */
export function pathOf(target: string): string {
  return target.split("?", 1)[0] ?? target;
}
