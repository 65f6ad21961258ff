import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import { httpRoutes } from "../../src/emit/delays/httpRoutes.ts";
import type { Profile } from "../../src/latency/profile.ts";
import { type MockServer, startMockServer } from "../../src/server/mockServer.ts";
import { questionsOf } from "../../src/verify/questions.ts";
import type { RouteReport } from "../../src/verify/report.ts";
import { startVerification } from "../../src/verify/verification.ts";
import { shop } from "../verify/shop.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { routeConfig } from "./routeConfig.ts";

const { binary = "", reason } = await findEnvoy();

const ROUTE = "POST /items";
const PROFILE: Profile = {
  kind: "quantiles",
  points: [
    { p: 0.5, ms: 200 },
    { p: 0.9, ms: 400 },
  ],
};

/** The same band names, so that only the delays tell them apart. */
const SLOWER: Profile = {
  kind: "quantiles",
  points: [
    { p: 0.5, ms: 400 },
    { p: 0.9, ms: 800 },
  ],
};

/** Other shares. */
const OTHER: Profile = {
  kind: "quantiles",
  points: [
    { p: 0.6, ms: 200 },
    { p: 0.9, ms: 400 },
  ],
};

describe.skipIf(reason !== undefined)("a distribution that a real Envoy makes in bands", () => {
  const table = shop();
  let mock: MockServer;
  const envoys = new Map<Profile, Envoy>();
  beforeAll(async () => {
    mock = await startMockServer(
      { service: "shop", table, latency: { routes: {} } },
      { port: 0, host: "127.0.0.1" },
    );
    for (const [i, profile] of [PROFILE, SLOWER, OTHER].entries()) {
      const config = { name: "shop", engine: "understudy" } as ServiceConfig;
      const http = httpRoutes(config, table, { routes: { [ROUTE]: profile } }, "shop");
      const routes = routeConfig({ spec: { hosts: ["shop"], http } } as Parameters<
        typeof routeConfig
      >[0]);
      envoys.set(profile, await startEnvoy(binary, `verify${i}`, bootstrap(routes, mock.port)));
    }
  });
  afterAll(async () => {
    for (const envoy of envoys.values()) await envoy.close();
    await mock?.close();
  });

  // The shares of the bands do not depend on how busy this machine is, and the times do.
  it("has the shares of the profile's bands, and no delay that is wrong by more than this machine is late", async () => {
    let found = await verify(PROFILE);
    // One right distribution in 700 fails by chance, and a machine may be late for a while. A wrong one fails each time.
    for (let tries = 1; tries < 3 && found.verdict === "fail"; tries++) {
      found = await verify(PROFILE);
    }
    const { bands, verdict } = found;
    expect(verdict).toMatch(/^(pass|undecided|not measurable)$/);
    expect(bands?.unknown).toBe(0);
    expect(bands?.chiSquared.p).toBeGreaterThan(1e-5);
    expect(bands?.bands.map(({ name }) => name)).toEqual([
      "p0-p30.08",
      "p30.08-p69.92",
      "p69.92-p85.16",
      "p85.16-p94.92",
      "p94.92-p100",
    ]);
  });

  it("is found to be slower in each of its bands", async () => {
    const { bands, verdict } = await verify(SLOWER);
    expect(verdict).toMatch(/^(fail|not measurable)$/);
    expect(bands).toMatchObject({ verdict: "fail", unknown: 0 });
    expect(bands?.bands.find(({ name }) => name === "p30.08-p69.92")?.verdict).toBe("fail");
  });

  it("is found to have the bands of another one", async () => {
    const { bands } = await verify(OTHER);
    expect(bands?.verdict).toBe("fail");
    expect(bands?.unknown).toBeGreaterThan(0);
  });

  async function verify(served: Profile): Promise<RouteReport> {
    const url = `http://127.0.0.1:${envoys.get(served)?.port}`;
    const latency = { routes: { [ROUTE]: PROFILE } };
    const asked = { service: "shop", table, latency, url, makes: "mesh" } as const;
    const report = await startVerification(
      {
        stack: "stg",
        settings: {
          rate: 100,
          tolerance: { share: 0.05, tail: 0.1, leastMs: 10 },
          maxSeconds: 6,
          confidence: 0.95,
        },
        services: [{ name: "shop", title: "Shop", url, inject: "mesh", keys: [ROUTE] }],
        ...questionsOf(asked, [ROUTE], 100),
      },
      "machine",
    ).report;
    const route = report.services[0]?.routes[0];
    if (route === undefined) throw new Error("the route is not in the report");
    return route;
  }
});
