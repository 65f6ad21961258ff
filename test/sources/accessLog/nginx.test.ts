import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { MockServer } from "../../../src/server/mockServer.ts";
import {
  askShapes,
  expectShape,
  SHAPED_KEYS,
  SHAPED_QUANTILES,
  SHAPED_REQUESTS,
  SHAPED_TABLE,
  type ShapedTimes,
  startShapedMock,
} from "../shapes.ts";
import { questionOf, sourceOf } from "./fixture.ts";
import { requestTimes } from "./requestTimes.ts";

const FORMATS = {
  plain: `log_format plain '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';`,
  json: `log_format json escape=json '{"time":"$msec","method":"$request_method","uri":"$request_uri","status":$status,"took":$request_time,"agent":"$http_user_agent"}';`,
  bare: "log_format bare '$http_user_agent $host $status $request_time $time_iso8601 $request';",
};
const DELAYS = [0, 40, 120];
const REQUESTS = 8;

const binary = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"].find(runs);

function runs(path: string): boolean {
  try {
    execFileSync(path, ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(binary === undefined)("a log of a real NGINX (needs nginx)", () => {
  const folder = mkdtempSync(join(tmpdir(), "understudy-nginx-"));
  const upstream = createServer((request, response) => {
    const ms = Number(/^\/users\/(\d+)/.exec(request.url ?? "")?.[1] ?? 0);
    setTimeout(() => response.end("ok"), ms);
  });
  const { timed, slowest } = requestTimes();
  const started = Date.now();
  let nginx: ChildProcess;
  let mock: MockServer;
  let times: Map<string, ShapedTimes>;

  const linesOf = (name: string) =>
    readFileSync(join(folder, name), "latin1").trimEnd().split("\n");
  const isWritten = (name: string) => {
    const requests = linesOf(name).filter((line) => !line.includes("/ready")).length;
    return requests === DELAYS.length * REQUESTS + SHAPED_REQUESTS + 2;
  };

  beforeAll(async () => {
    await once(upstream.listen(0, "127.0.0.1"), "listening");
    mock = await startShapedMock();
    const shaped = SHAPED_KEYS.map(
      (key) => `location = ${key.split(" ")[1]} { proxy_pass ${mock.url}; }`,
    );
    const socket = join(folder, "socket");
    const logs = Object.keys(FORMATS).map((name) => `access_log ${join(folder, name)} ${name};`);
    const config = `
      daemon off; master_process off; pid ${join(folder, "pid")}; error_log ${join(folder, "error")};
      events {}
      http {
        ${Object.values(FORMATS).join("\n")}
        client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
        uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
        server {
          listen unix:${socket};
          ${logs.join("\n")}
          ${shaped.join("\n")}
          location / { proxy_pass http://127.0.0.1:${(upstream.address() as AddressInfo).port}; }
        }
      }`;
    writeFileSync(join(folder, "nginx.conf"), config);
    nginx = spawn(binary ?? "", ["-p", folder, "-c", join(folder, "nginx.conf")], {
      stdio: "ignore",
    });
    const request = (line: string) => send(socket, line);
    while (!(await request("GET /ready HTTP/1.0"))) await sleep(20);
    for (const ms of DELAYS) {
      for (let i = 0; i < REQUESTS; i++)
        await timed(ms, () => request(`GET /users/${ms}?q=%22"\\ HTTP/1.0`));
    }
    times = await askShapes(mock, (path) => request(`GET ${path} HTTP/1.0`));
    await request("GET /missing HTTP/1.0");
    await request("nonsense");
    // A line is written when its request has ended, which is after its answer.
    for (const name of Object.keys(FORMATS)) await vi.waitUntil(() => isWritten(name), 60_000);
  });

  afterAll(async () => {
    nginx.kill();
    await once(nginx, "exit");
    upstream.close();
    await mock.close();
    rmSync(folder, { recursive: true });
  });

  test.each(Object.entries(FORMATS))(
    "in the format %s has the delays that were made",
    async (name, format) => {
      const files = [join(folder, name)];
      const source = sourceOf({ files, format });
      const question = questionOf({ quantiles: [0.2, 0.5, 0.8] });
      const { names, notes, covers } = await source.list(question);
      expect(names.find((one) => one.name === "GET /users/{id}")).toEqual({
        name: "GET /users/{id}",
        requests: DELAYS.length * REQUESTS,
        apart: {},
      });
      expect(notes.filter((note) => /in another format/.test(note))).toEqual([]);
      // One of the formats has whole seconds.
      expect(covers?.to.getTime()).toBeGreaterThan(started - 1000);
      const [measured] = await source.measure(question, [["GET /users/{id}"]]);
      const found = measured?.quantiles.map(({ ms }) => ms) ?? [];
      for (const [i, ms] of DELAYS.entries()) {
        // Timers may fire a millisecond early, and NGINX's durations are up to a millisecond off.
        expect(found[i]).toBeGreaterThanOrEqual(ms - 2);
        expect(found[i]).toBeLessThanOrEqual(slowest(ms) + 1);
      }
    },
  );

  test.each(Object.entries(FORMATS))(
    "in the format %s gives profiles back: log-normal, with two humps, and fixed",
    async (name, format) => {
      const source = sourceOf({ files: [join(folder, name)], format });
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

/** Sends a request's first line. Resolves to whether there was an answer. */
async function send(path: string, line: string): Promise<boolean> {
  const socket = connect(path);
  socket.write(`${line}\r\nUser-Agent: curl 8 "x" 0.5\r\nHost: shop\r\n\r\n`);
  try {
    let answered = false;
    for await (const _ of socket) answered = true;
    return answered;
  } catch {
    return false;
  }
}
