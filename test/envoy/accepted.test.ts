import { describe, expect, it } from "vitest";
import type { Profile } from "../../src/latency/profile.ts";
import { loadService, virtualServiceOf } from "../conformance/fixture.ts";
import { bootstrap } from "./bootstrap.ts";
import { findEnvoy, validate } from "./envoy.ts";
import { routeConfig } from "./routeConfig.ts";

const { binary = "", reason } = await findEnvoy();

const DOCUMENTS = {
  catalog: "specs/catalog.yaml",
  payments: "specs/payments.yaml",
  users: "specs/users.yaml",
  fixture: "test/conformance/fixture.yaml",
};
const PROFILES: Profile[] = [
  { kind: "fixed", ms: 120 },
  {
    kind: "quantiles",
    points: [
      { p: 0.5, ms: 20 },
      { p: 0.9, ms: 80 },
      { p: 0.95, ms: 120 },
      { p: 0.99, ms: 300 },
    ],
    max: 2_000,
  },
  { kind: "uniform", from: 20, to: 80 },
  { kind: "lognormal", median: 20, p99: 200 },
];

describe.skipIf(reason !== undefined).each(Object.entries(DOCUMENTS))(
  "Envoy takes the routes of %s",
  (name, spec) => {
    it.each(["understudy", "prism"])("for the engine %s, with its latency file", async (engine) => {
      const mock = loadService(name, spec, { engine });
      const config = bootstrap(routeConfig(virtualServiceOf(mock)), 1);
      expect(await validate(binary, `accepted-${name}-${engine}`, config)).toBeUndefined();
    });

    it.each(PROFILES)("with every route's profile $kind", async (profile) => {
      const mock = loadService(name, spec, {});
      const routes = Object.fromEntries(mock.table.routes.map(({ key }) => [key, profile]));
      const virtualService = virtualServiceOf({ ...mock, plan: { routes } });
      const config = bootstrap(routeConfig(virtualService), 1);
      expect(await validate(binary, `accepted-${name}-${profile.kind}`, config)).toBeUndefined();
    });
  },
);
