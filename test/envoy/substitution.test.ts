import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mockNames } from "../../src/campaign/mockNames.ts";
import { routerVirtualService } from "../../src/emit/routes/routerVirtualService.ts";
import { substitutionOf } from "../../src/emit/routes/substitutionOf.ts";
import { loadFixture } from "../conformance/fixture.ts";
import { inMesh, nameOf, PROBES } from "../conformance/probes.ts";
import { send } from "../conformance/send.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { clusterName } from "./routeAction.ts";
import { CLUSTER_HEADER, FLAGS_HEADER, routeConfig } from "./routeConfig.ts";
import { startUpstream, type Upstream } from "./upstream.ts";

const { binary = "", reason } = await findEnvoy();

const HOST = "payments.shop.svc.cluster.local";
const fixture = loadFixture();
const MOCK = mockNames(fixture.config).host;
/** Every third route of the document, so that many have others in their way. */
const chosen = fixture.table.routes.map(({ key }) => key).filter((_, index) => index % 3 === 2);
const substitution = substitutionOf({
  ...fixture,
  config: { ...fixture.config, replaces: { host: HOST, routes: chosen, when: { key: "pr-12" } } },
});
const { virtualService } = routerVirtualService(
  {
    host: HOST,
    keyHeader: "x-preview",
    base: [],
    entries: [],
    substitutions: substitution === undefined ? [] : [substitution],
  },
  "test",
);
const probes = inMesh(PROBES);

describe.skipIf(reason !== undefined)("Envoy with a mock for some routes of a key", () => {
  let upstream: Upstream;
  let envoy: Envoy;
  beforeAll(async () => {
    upstream = await startUpstream();
    const config = bootstrap(routeConfig(virtualService), upstream.port);
    envoy = await startEnvoy(binary, "substitution", config);
  });
  afterAll(async () => {
    await envoy?.close();
    upstream?.close();
  });

  it("sends the chosen routes' requests with the key to the mock, and no others", async () => {
    const taken = await Promise.all(probes.map((probe) => ask(probe, "understudy=pr-12")));
    expect(taken.map(({ request, cluster }) => ({ request, cluster }))).toEqual(
      probes.map((probe) => ({
        request: nameOf(probe),
        cluster: clusterName({
          host: probe.route !== undefined && chosen.includes(probe.route) ? MOCK : HOST,
        }),
      })),
    );
  });

  it("delays no request that goes to the origin", async () => {
    const taken = await Promise.all(probes.map((probe) => ask(probe, "understudy=pr-12")));
    const delayed = taken.filter(({ flags }) => flags === "DI");
    expect(delayed.length).toBeGreaterThan(0);
    expect(delayed.filter(({ cluster }) => cluster !== clusterName({ host: MOCK }))).toEqual([]);
  });

  it("sends every request without the key to the origin", async () => {
    const taken = await Promise.all(probes.map((probe) => ask(probe, "understudy=pr-1")));
    expect(taken.filter(({ cluster }) => cluster !== clusterName({ host: HOST }))).toEqual([]);
  });

  async function ask(probe: { method: string; target: string }, baggage: string) {
    const { headers } = await send(envoy.port, probe.method, probe.target, { baggage });
    const flags = headers[FLAGS_HEADER];
    return { request: nameOf(probe), cluster: headers[CLUSTER_HEADER], flags };
  }
});
