import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { filesOf, questionOf, sourceOf } from "../sources/accessLog/fixture.ts";
import { requestTimes } from "../sources/accessLog/requestTimes.ts";
import {
  askShapes,
  expectShape,
  SHAPED_KEYS,
  SHAPED_QUANTILES,
  SHAPED_TABLE,
  startShapedMock,
} from "../sources/shapes.ts";
import { findEnvoy, startEnvoy } from "./envoy.ts";

const DELAYS = [0, 40, 120];
const REQUESTS = 8;

const { binary } = await findEnvoy();

/** Fields of Istio's `accessLogEncoding: JSON`. */
const ISTIO_JSON = {
  start_time: "%START_TIME%",
  method: "%REQ(:METHOD)%",
  path: "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
  response_code: "%RESPONSE_CODE%",
  response_flags: "%RESPONSE_FLAGS%",
  duration: "%DURATION%",
  authority: "%REQ(:AUTHORITY)%",
  user_agent: "%REQ(USER-AGENT)%",
  upstream_cluster: "%UPSTREAM_CLUSTER_RAW%",
  requested_server_name: "%REQUESTED_SERVER_NAME%",
};

const FORMATS: [string, object][] = [
  ["Envoy's default text", {}],
  ["JSON with the fields of Envoy and Istio", { log_format: { json_format: ISTIO_JSON } }],
];

describe.skipIf(binary === undefined)("the log of a real Envoy", () => {
  test.each(FORMATS)("in %s has the delays that were made", async (title, format) => {
    const upstream = createServer((incoming, response) => {
      const ms = Number(/^\/users\/(\d+)/.exec(incoming.url ?? "")?.[1] ?? 0);
      setTimeout(() => response.end("ok"), ms);
    });
    await once(upstream.listen(0, "127.0.0.1"), "listening");
    const [file = ""] = filesOf({ "access.log": "" });
    const { timed, slowest } = requestTimes();
    const { port } = upstream.address() as AddressInfo;
    const envoy = await startEnvoy(binary ?? "", "accessLog", configOf(port, file, format));
    for (const ms of DELAYS) {
      for (let i = 0; i < REQUESTS; i++) {
        await timed(ms, () => get(envoy.port, `/users/${ms}?q="x"`));
      }
    }
    await get(envoy.port, "/unknown/17");
    // Envoy writes its lines when it stops, if not before.
    await envoy.close();
    upstream.close();

    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(
      DELAYS.length * REQUESTS + 1,
    );
    const source = sourceOf({ files: [file] });
    const question = questionOf({ quantiles: [0.2, 0.5, 0.8] });
    const { names, notes } = await source.list(question);
    expect(notes[0]).toBe(`The format is ${title}, guessed from the first lines.`);
    expect(names).toEqual([
      { name: "GET /users/{id}", requests: DELAYS.length * REQUESTS, apart: {} },
      { name: "GET /unknown/{id}", requests: 1, apart: {} },
    ]);
    const [measured] = await source.measure(question, [["GET /users/{id}"]]);
    for (const [i, ms] of DELAYS.entries()) {
      const found = measured?.quantiles[i]?.ms;
      // Timers may fire a millisecond early, and Envoy cuts up to one off.
      expect(found).toBeGreaterThanOrEqual(ms - 2);
      expect(found).toBeLessThanOrEqual(slowest(ms));
    }
  });

  test.each(FORMATS)(
    "in %s gives profiles back: log-normal, with two humps, and fixed",
    async (_, format) => {
      const mock = await startShapedMock();
      const [file = ""] = filesOf({ "access.log": "" });
      const envoy = await startEnvoy(binary ?? "", "shapes", configOf(mock.port, file, format));
      const times = await askShapes(mock, (path) => get(envoy.port, path));
      await envoy.close();
      await mock.close();

      const source = sourceOf({ files: [file] });
      const question = questionOf({ table: SHAPED_TABLE, quantiles: SHAPED_QUANTILES });
      await source.list(question);
      const measured = await source.measure(
        question,
        SHAPED_KEYS.map((key) => [key]),
      );
      for (const [index, { quantiles }] of measured.entries()) {
        expectShape(SHAPED_KEYS[index] ?? "", quantiles, times, 2);
      }
    },
  );
});

function configOf(upstreamPort: number, path: string, format: object) {
  const address = (port: number) => ({
    socket_address: { address: "127.0.0.1", port_value: port },
  });
  const endpoint = { endpoint: { address: address(upstreamPort) } };
  const type = "type.googleapis.com/envoy.extensions";
  const accessLog = {
    name: "envoy.access_loggers.file",
    typed_config: { "@type": `${type}.access_loggers.file.v3.FileAccessLog`, path, ...format },
  };
  const router = {
    name: "envoy.filters.http.router",
    typed_config: { "@type": `${type}.filters.http.router.v3.Router` },
  };
  const manager = {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type": `${type}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: "log",
      access_log: [accessLog],
      http_filters: [router],
      route_config: {
        virtual_hosts: [
          {
            name: "all",
            domains: ["*"],
            routes: [{ match: { prefix: "/" }, route: { cluster: "upstream" } }],
          },
        ],
      },
    },
  };
  return {
    admin: { address: address(0) },
    static_resources: {
      listeners: [{ name: "log", address: address(0), filter_chains: [{ filters: [manager] }] }],
      clusters: [
        {
          name: "upstream",
          type: "STATIC",
          load_assignment: { cluster_name: "upstream", endpoints: [{ lb_endpoints: [endpoint] }] },
        },
      ],
    },
  };
}

async function get(port: number, path: string): Promise<void> {
  const headers = { host: "users", "user-agent": 'curl/8 "x" 0.5' };
  const outgoing = request({ port, host: "127.0.0.1", path, headers }).end();
  const [response] = await once(outgoing, "response");
  response.resume();
  await once(response, "end");
}
