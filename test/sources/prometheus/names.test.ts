import { describe, expect, test } from "vitest";
import { createNamer, namesOfRoute } from "../../../src/sources/prometheus/names.ts";
import { tableOf } from "../../emit/fixture.ts";

const TABLE = tableOf(
  [
    "GET /users/{userId}",
    "DELETE /users/{userId}",
    "GET /users/me",
    "GET /v1/pets",
    "GET /pets",
    "POST /orders",
  ],
  ["/v1", ""],
);
const nameOf = createNamer(TABLE);

test("a route has its key, its operationId, and its template without names, with each base path and method", () => {
  const [route] = tableOf(["GET /users/{userId}"], ["/v1", ""]).routes;
  if (route === undefined) throw new Error("there is no route");
  expect(namesOfRoute({ ...route, operationId: "getUser" }, TABLE)).toEqual([
    "GET /users/{userId}",
    "getUser",
    "/v1/users/{}",
    "GET /v1/users/{}",
    "HEAD /v1/users/{}",
    "/users/{}",
    "GET /users/{}",
    "HEAD /users/{}",
  ]);
});

describe("the name of a series", () => {
  test.each([
    ["get", "/users/{id}"],
    ["GET", "/v1/users/:user_id"],
    ["GET", "users/<int:pk>/"],
    ["GET", "^v1/users/(?P<pk>[^/.]+)/$"],
    ["HEAD", "/users/{id}"],
  ])("is the key of the route whose template it has: %s %s", (method, route) => {
    expect(nameOf({ method, route })).toBe("GET /users/{userId}");
  });

  test("is the key of the route that a mock would choose, if the label has a path that was requested", () => {
    expect(nameOf({ method: "GET", route: "/v1/users/17" })).toBe("GET /users/{userId}");
    expect(nameOf({ method: "GET", route: "/users/me" })).toBe("GET /users/me");
    expect(nameOf({ method: "GET", route: "/users/*" })).toBe("GET /users/*");
  });

  test("takes the method from the label of the route, if it is there", () => {
    expect(nameOf({ method: undefined, route: "POST /orders" })).toBe("POST /orders");
    expect(nameOf({ method: undefined, route: "delete /users/:id" })).toBe(
      "DELETE /users/{userId}",
    );
  });

  test("is shared by the routes that fit it, so that the ambiguity is seen: two base paths, or no method", () => {
    for (const [labels, shared] of [
      [{ method: "GET", route: "/v1/pets" }, "GET /v1/pets"],
      [{ method: undefined, route: "/users/:id" }, "/users/{}"],
    ] as const) {
      expect(nameOf(labels)).toBe(shared);
      const fitting = TABLE.routes.filter((route) => namesOfRoute(route, TABLE).includes(shared));
      expect(fitting.length).toBe(2);
    }
    expect(nameOf({ method: undefined, route: "/orders" })).toBe("POST /orders");
  });

  test("is the operation's key, if the label has its operationId", () => {
    const [route] = tableOf(["GET /users/{userId}"]).routes;
    if (route === undefined) throw new Error("there is no route");
    const table = { ...TABLE, routes: [{ ...route, operationId: "getUser" }] };
    expect(createNamer(table)({ method: undefined, route: "getUser" })).toBe("GET /users/{userId}");
  });

  test("is what the labels say, if no route fits", () => {
    expect(nameOf({ method: "PUT", route: "/users/:id" })).toBe("PUT /users/:id");
    expect(nameOf({ method: "GET", route: "/users/:id?" })).toBe("GET /users/:id?");
    expect(nameOf({ method: undefined, route: "unknown" })).toBe("unknown");
    expect(nameOf({ method: "GET", route: undefined })).toBe("GET (no route)");
    expect(nameOf({ method: undefined, route: undefined })).toBe("(no route)");
  });
});
