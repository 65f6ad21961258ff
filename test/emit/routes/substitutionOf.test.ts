import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LoadedMock } from "../../../src/campaign/loadMocks.ts";
import type { ReplacesConfig } from "../../../src/campaign/routingConfig.ts";
import { substitutionOf } from "../../../src/emit/routes/substitutionOf.ts";
import type { Profile } from "../../../src/latency/profile.ts";
import { parseTemplate } from "../../../src/openapi/table/pattern.ts";
import { METHODS, type Method, type Route } from "../../../src/openapi/table/table.ts";
import { loadService } from "../../conformance/fixture.ts";

const HOST = "users.shop.svc.cluster.local";
const spec = join("specs", "users.yaml");

describe("a mock that replaces a host", () => {
  it("names the port of the mock's Service, which sidecars would take to be the origin's", () => {
    const mock = withRoutes(["GET /users/me"]);
    const config = { ...mock.config, ports: { service: 8081, container: 8080 } };
    const routes = substitutionOf(replacing({ ...mock, config }, {}))?.routes ?? [];
    expect(routes.flatMap(({ route = [] }) => route.map(({ destination }) => destination))).toEqual(
      routes.map(() => ({
        host: "users-prism-mock.users-prism-mock.svc.cluster.local",
        port: { number: 8081 },
      })),
    );
    expect(routes.length).toBeGreaterThan(0);
  });

  it("answers the chosen routes under every base path, and leaves those in between to the origin", () => {
    const mock = withRoutes(["GET /users/me", "DELETE /users/me", "GET /users/{id}"]);
    const route = [
      {
        destination: {
          host: "users-prism-mock.users-prism-mock.svc.cluster.local",
          port: { number: 80 },
        },
      },
    ];
    const others = (path: string) => ({
      withoutHeaders: { ":path": { regex: `(?:${path})(?:\\?.*)?` } },
    });
    expect(
      substitutionOf(replacing(mock, { routes: ["GET /users/{id}", "DELETE /users/me"] })),
    ).toEqual({
      origin: HOST,
      routes: [
        {
          name: "mock DELETE /v1/users/me",
          match: [{ uri: { exact: "/v1/users/me" }, method: { exact: "DELETE" } }],
          route,
        },
        {
          name: "mock GET /v1/users/{id}",
          match: [
            {
              uri: { regex: "/v1/users/[^/]+" },
              method: { regex: "GET|HEAD" },
              ...others("/v1/users/me"),
            },
          ],
          route,
        },
        {
          name: "mock DELETE /users/me",
          match: [{ uri: { exact: "/users/me" }, method: { exact: "DELETE" } }],
          route,
        },
        {
          name: "mock GET /users/{id}",
          match: [
            {
              uri: { regex: "/users/[^/]+" },
              method: { regex: "GET|HEAD" },
              ...others("/users/me"),
            },
          ],
          route,
        },
      ],
      from: "Pulumi.test.yaml: services[0].replaces",
    });
  });

  it("has a match for the methods with one kind of route in between, and one for those with another", () => {
    const mock = withRoutes(["HEAD /users/me", "GET /users/{id}"]);
    const [first] = substitutionOf(replacing(mock, { routes: ["GET /users/{id}"] }))?.routes ?? [];
    const uri = { regex: "/v1/users/[^/]+" };
    const withoutHeaders = { ":path": { regex: "(?:/v1/users/me)(?:\\?.*)?" } };
    expect(first?.match).toEqual([{ uri, method: { exact: "GET" } }]);
    const routes = substitutionOf(replacing(mock, { routes: ["GET /users/{id}"] }))?.routes;
    expect(routes?.[1]?.match).toEqual([{ uri, method: { exact: "HEAD" }, withoutHeaders }]);
  });

  it("answers all routes of its document where none are chosen, for its key where it has one", () => {
    const mock = withRoutes(["GET /users/me"]);
    const substitution = substitutionOf(replacing(mock, { when: { key: "pr-12" } }));
    expect(substitution?.key).toEqual("pr-12");
    expect(substitution?.routes.map(({ name }) => name)).toEqual([
      "mock GET /v1/users/me",
      "mock GET /users/me",
    ]);
  });

  it("has the delays that the mesh makes, one route a band", () => {
    const profile: Profile = { kind: "fixed", ms: 120 };
    const bands: Profile = { kind: "uniform", from: 20, to: 80 };
    const mock = {
      ...withRoutes(["GET /users/me", "GET /users/{id}"]),
      plan: { default: profile, routes: { "GET /users/{id}": bands } },
    };
    const routes = substitutionOf(replacing(mock, {}))?.routes ?? [];
    const delay = { percentage: { value: 100 }, fixedDelay: "0.12s" };
    expect(routes[0]?.fault).toEqual({ delay });
    const banded = routes.filter(({ name }) => name?.startsWith("mock GET /users/{id}"));
    expect(banded.length).toBeGreaterThan(1);
    expect(banded.at(-1)?.name).toEqual("mock GET /users/{id}");
  });

  it("has no delays where the mock makes them", () => {
    const { config, ...mock } = withRoutes(["GET /users/me"]);
    const inMock: LoadedMock = {
      ...mock,
      config: { ...config, latency: { ...config.latency, inject: "mock" } },
      plan: { default: { kind: "fixed", ms: 120 }, routes: {} },
    };
    const routes = substitutionOf(replacing(inMock, {}))?.routes ?? [];
    expect(routes.filter(({ fault }) => fault !== undefined)).toEqual([]);
  });
});

it("a mock that replaces nothing has no substitution", () => {
  expect(substitutionOf(loadService("users", spec, {}))).toEqual(undefined);
});

it("routes that the document has not are a problem", () => {
  const mock = withRoutes(["GET /users/{id}"]);
  expect(() => substitutionOf(replacing(mock, { routes: ["GET /user/{id}"] }))).toThrow(
    'Pulumi.test.yaml: services[0].replaces.routes: no such route in the document: GET /user/{id}.\n  Did you mean "GET /users/{id}"?',
  );
});

it("more routes in between than fit into a pattern are a problem", () => {
  const long = Array.from({ length: 30 }, (_, n) => `GET /users/${"x".repeat(40)}${n}`);
  const mock = withRoutes([...long, "GET /users/{id}"]);
  expect(() => substitutionOf(replacing(mock, { routes: ["GET /users/{id}"] }))).toThrow(
    "GET /v1/users/{id}: expected at most 1024 characters",
  );
});

function replacing(mock: LoadedMock, replaces: Omit<ReplacesConfig, "host">): LoadedMock {
  return { ...mock, config: { ...mock.config, replaces: { host: HOST, ...replaces } } };
}

/** A mock without delays, whose document has these routes under `/v1`, in their order. */
function withRoutes(keys: string[]): LoadedMock {
  const mock = loadService("users", spec, {});
  const [example] = mock.table.routes;
  if (example === undefined) throw new Error("the document has no route");
  const routes = keys.map((key): Route => {
    const [name = "", path = ""] = key.split(" ");
    const method = METHODS.find((one) => one === name) ?? "GET";
    const answers: Method[] = method === "GET" ? ["GET", "HEAD"] : [method];
    return { ...example, key, method, answers, path, segments: parseTemplate(path) };
  });
  return {
    ...mock,
    plan: { routes: {} },
    table: { ...mock.table, basePaths: ["/v1", ""], routes },
  };
}
