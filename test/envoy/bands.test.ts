import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BAND_STEPS } from "../../src/latency/bands.ts";
import { expectedShares } from "../conformance/delays.ts";
import { loadFixture, virtualServiceOf } from "../conformance/fixture.ts";
import { interpret } from "../conformance/interpret.ts";
import { requestIds } from "../conformance/requestIds.ts";
import { send } from "../conformance/send.ts";
import { bootstrap } from "./bootstrap.ts";
import { type Envoy, findEnvoy, startEnvoy } from "./envoy.ts";
import { ENTRY_HEADER, routeConfig } from "./routeConfig.ts";
import { startUpstream, UPSTREAM_REQUEST_ID, type Upstream } from "./upstream.ts";

const { binary = "", reason } = await findEnvoy();
const fixture = loadFixture();
const virtualService = virtualServiceOf(fixture);

const PATH = "/users/7";
const ROUTE = "GET /users/{id}";
const COUNT = 4_000;

describe.skipIf(reason !== undefined)("Envoy with a distribution's bands", () => {
  let upstream: Upstream;
  let envoy: Envoy;
  beforeAll(async () => {
    upstream = await startUpstream();
    const config = bootstrap(routeConfig(virtualService), upstream.port);
    envoy = await startEnvoy(binary, "bands", config);
  });
  afterAll(async () => {
    await envoy?.close();
    upstream?.close();
  });

  it("keeps the caller's request id, and gives each id the interpreter's band", async () => {
    const ids = [
      ...requestIds(COUNT, 3),
      "no-uuid",
      ...requestIds(20, 4).map((id) => id.toUpperCase()),
    ];
    const taken = await Promise.all(ids.map((id) => ask({ "x-request-id": id })));
    expect(taken.map(({ id, entry }) => [id, entry])).toEqual(
      ids.map((id) => [id, bandOf(id)?.entry]),
    );
    expect(unlikely(taken.slice(0, COUNT))).toEqual([]);
  });

  it("makes a random id before it chooses the band, and tells it to the mock", async () => {
    const taken = await Promise.all(Array.from({ length: COUNT }, () => ask({})));
    expect(taken.map(({ entry }) => entry)).toEqual(taken.map(({ id }) => bandOf(id)?.entry));
    expect(unlikely(taken)).toEqual([]);
  });

  async function ask(headers: Record<string, string>) {
    const answer = await send(envoy.port, "GET", PATH, headers);
    return {
      id: String(answer.headers[UPSTREAM_REQUEST_ID]),
      entry: answer.headers[ENTRY_HEADER],
    };
  }
});

function bandOf(id: string) {
  const headers = { "x-request-id": id };
  return interpret(virtualService, { method: "GET", target: PATH, headers });
}

/** Delays whose number is further from its share than five standard deviations: once in a million runs by chance. */
function unlikely(taken: { id: string }[]) {
  return Object.entries(expectedShares(fixture.plan, ROUTE)).flatMap(([delay, steps]) => {
    const share = steps / BAND_STEPS;
    const expected = share * taken.length;
    const count = taken.filter(({ id }) => bandOf(id)?.delay === Number(delay)).length;
    const allowed = 5 * Math.sqrt(expected * (1 - share));
    return Math.abs(count - expected) > allowed ? [{ delay, count, expected, allowed }] : [];
  });
}
