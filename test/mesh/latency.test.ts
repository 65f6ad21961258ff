import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import { mockNames } from "../../src/campaign/mockNames.ts";
import { BAND_STEPS, bands } from "../../src/latency/bands.ts";
import { profileOf } from "../../src/latency/plan.ts";
import { loadCampaign, loadedMocks } from "../config/stack.ts";
import { expectedShares } from "../conformance/delays.ts";
import { inMesh, nameOf, PROBES } from "../conformance/probes.ts";
import type { Client } from "../e2e/client.ts";
import type { ClientRequest } from "../e2e/clientScript.ts";
import { engineDeployer } from "../e2e/engineDeployer.ts";
import { callsOf, requestOf, wrongWith } from "../e2e/expect.ts";
import { kubectlDeployer } from "../e2e/kubectlDeployer.ts";
import { removeLeftovers } from "../e2e/leftovers.ts";
import type { Project } from "../e2e/project.ts";
import { getObjects } from "../e2e/run.ts";
import { CALLER, startCaller } from "./caller.ts";
import { EARLY } from "./early.ts";
import { createMeshProject, MESH_STACK } from "./meshProject.ts";
import { proxyRoutes } from "./proxyRoutes.ts";
import { type Sent, sendAll } from "./sent.ts";

const mesh = inject("mesh");
const engine = inject("engine");

const NAMESPACE = `shop-${MESH_STACK}-prism-mock`;

for (const { by, deployer, there } of [
  { by: "kubectl", deployer: kubectlDeployer, there: mesh !== "" },
  { by: "Pulumi", deployer: engineDeployer(engine), there: mesh !== "" && engine !== "" },
]) {
  describe.runIf(there)(`a caller's sidecar delays requests to mocks, deployed by ${by}`, () => {
    let project: Project;
    let client: Client;
    let mocks: Record<string, LoadedMock>;
    /** Milliseconds by host and name of the route, as the caller's sidecar has them. */
    let delays: Map<string, number>;

    beforeAll(async () => {
      await removeLeftovers(MESH_STACK);
      project = createMeshProject(inject("context"), mesh);
      const loaded = loadedMocks(loadCampaign(MESH_STACK, project.folder), project.folder);
      mocks = Object.fromEntries(loaded.map((mock) => [mock.config.name, mock]));
      client = await startCaller(mesh);
      await deployer.up(project);
      const delayed = async () => {
        delays = await delaysOfClient();
        return Object.keys(mocks).filter(
          (name) => (delays.get(`${hostOf(name)} default`) ?? 0) > 0,
        );
      };
      await vi.waitFor(
        async () => expect(await delayed()).toEqual(["fixture", "catalog", "payments", "users"]),
        { timeout: 240_000, interval: 500 },
      );
    });

    afterAll(async () => {
      await removeLeftovers(MESH_STACK);
      await client.remove();
      project.remove();
    });

    test("for as long as each route of the three services takes, under each base path", async () => {
      const calls = ["catalog", "payments", "users"].flatMap((name) => callsOf(mockOf(name)));
      expect(calls.length).toBe(25 + 2 * 23 + 2 * 22);
      const sent = await sendAll(
        client,
        calls.map(({ request }) => request),
      );
      expect(calls.flatMap((call, i) => wrongAnswer(call, sent[i]))).toEqual([]);
      expect(calls.flatMap(({ mock, route }, i) => wrongDelay(mock, route.key, sent[i]))).toEqual(
        [],
      );
    });

    test("by the route that answers, whatever the slashes, escapes and dots of the path", async () => {
      const probes = inMesh(PROBES);
      const sent = await sendAll(
        client,
        probes.map(({ method, target }) => probeOf(method, target)),
      );
      const fixture = mockOf("fixture");
      expect(probes.flatMap(({ route }, i) => wrongDelay(fixture, route, sent[i]))).toEqual([]);
      const answered = probes.flatMap((probe, i) =>
        probe.method === "HEAD" || probe.route === undefined
          ? []
          : [{ name: nameOf(probe), route: probe.route, body: sent[i]?.answer.body }],
      );
      expect(answered.map(({ name, body }) => [name, body])).toEqual(
        answered.map(({ name, route }) => [name, JSON.stringify({ route })]),
      );
    });

    test("and refuses the paths that Envoy refuses", async () => {
      const refused = PROBES.filter((probe) => probe.mesh === "refused");
      const requests = refused.map(({ method, target }) => probeOf(method, target));
      const answers = await client.send({ requests, concurrency: 1, keepAlive: false });
      expect(answers.map(({ status }) => status)).toEqual(refused.map(() => 400));
    });

    // The ids are the same in every run, and so are the counts.
    test("in bands, each of which has its share of the requests and its name in their answers", async () => {
      const users = mockOf("users");
      const request = callTo("users", "GET /users/{userId}");
      const count = 2000;
      const sent = await sendAll(
        client,
        Array.from({ length: count }, () => request),
      );
      const found = sent.map(({ answer }) => answer.band);
      const profile = profileOf(users.plan, "GET /users/{userId}");
      if (profile === undefined) throw new Error("the route has no profile");
      const wanted = bands(profile).map(({ from, to }) => {
        const percent = (step: number) => Number(((step / BAND_STEPS) * 100).toFixed(2));
        return { name: `p${percent(from)}-p${percent(to)}`, share: (to - from) / BAND_STEPS };
      });
      expect(new Set(found)).toEqual(new Set(wanted.map(({ name }) => name)));
      for (const { name, share } of wanted) {
        const far = found.filter((band) => band === name).length - count * share;
        expect(Math.abs(far)).toBeLessThan(4 * Math.sqrt(count * share * (1 - share)));
      }
    });

    test("by the most frequent band if the id is not a UUID", async () => {
      const ids = Array.from({ length: 20 }, (_, i) => `order-${by}-${i}`);
      const request = callTo("users", "GET /users/{userId}");
      const sent = await sendAll(
        client,
        ids.map(() => request),
        ids,
      );
      // Its route comes last and is named by the operation alone.
      expect(sent.map(({ log }) => `${log.flags} ${log.route}`)).toEqual(
        ids.map(() => "DI GET /users/{userId}"),
      );
    });

    test("but not to a mock of `inject: mock`, which waits by itself", async () => {
      const calls = callsOf(mockOf("own"));
      const sent = await sendAll(
        client,
        calls.map(({ request }) => request),
      );
      expect(calls.flatMap((call, i) => wrongAnswer(call, sent[i]))).toEqual([]);
      expect(new Set(sent.map(({ log }) => log.flags))).toEqual(new Set(["-"]));
    });

    test("for another time after an edit, and no pod restarts", async () => {
      const before = await podsOf();
      const [from, to] = [{ p95: "6ms" }, { p95: "77ms" }];
      const line = ({ p95 }: { p95: string }) => `GET /exchange-rates: { p95: ${p95} }`;
      project.edit("specs/payments.latency.yaml", line(from), line(to));
      await deployer.up(project);
      const delay = async () =>
        (await delaysOfClient()).get(`${hostOf("payments")} GET /exchange-rates`);
      await expect.poll(delay).toBe(77);
      expect(await podsOf()).toEqual(before);
    });

    function mockOf(name: string): LoadedMock {
      const mock = mocks[name];
      if (mock === undefined) throw new Error(`no mock ${name}`);
      return mock;
    }

    function hostOf(name: string): string {
      return mockNames(mockOf(name).config).host;
    }

    function callTo(name: string, key: string): ClientRequest {
      const mock = mockOf(name);
      const route = mock.table.routes.find((candidate) => candidate.key === key);
      if (route === undefined) throw new Error(`${name} has no ${key}`);
      return requestOf(mock, route);
    }

    function probeOf(method: string, target: string): ClientRequest {
      return { url: `http://${hostOf("fixture")}/`, target, method, headers: {} };
    }

    /** Says what the sidecar did wrong with a request to a route, or to none. */
    function wrongDelay({ config, plan }: LoadedMock, key?: string, sent?: Sent): string[] {
      if (sent === undefined) return ["not sent"];
      const { answer, log, request } = sent;
      const delay = delays.get(`${mockNames(config).host} ${log.route}`) ?? Number.NaN;
      const wrong = [
        ...(expectedShares(plan, key)[delay] === undefined ? [`waited ${delay} ms`] : []),
        ...(log.flags === (delay > 0 ? "DI" : "-") ? [] : [`has the flags ${log.flags}`]),
        ...(answer.elapsed >= delay - EARLY ? [] : [`took ${answer.elapsed} ms, not ${delay}`]),
      ];
      return wrong.map(
        (what) => `${request.method} ${request.target ?? request.url}: ${what} (${log.route})`,
      );
    }
  });
}

function wrongAnswer(call: Parameters<typeof wrongWith>[0], sent?: Sent): string[] {
  return sent === undefined ? ["not sent"] : wrongWith(call, sent.answer, EARLY);
}

async function delaysOfClient(): Promise<Map<string, number>> {
  const routes = await proxyRoutes(`client.${CALLER}`, 80);
  return new Map(
    routes.flatMap(({ domains, name, delay }) =>
      domains.map((domain) => [`${domain} ${name}`, delay] as const),
    ),
  );
}

async function podsOf(): Promise<string[]> {
  return (await getObjects("pods", "-n", NAMESPACE)).map(({ metadata }) => metadata.uid).sort();
}
