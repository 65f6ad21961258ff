import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { getPath } from "../../../src/cluster/request.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plugin-test-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A kubeconfig whose plugin gives a token that no call before has given: `1`, `11`, `111`. */
async function clusterWithPlugin(isTaken: (token: string) => boolean) {
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  const plugin = join(folder, "plugin");
  const kind = '"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"';
  writeFileSync(
    plugin,
    `#!/bin/sh\nprintf 1 >> ${calls}\nprintf '{${kind},"status":{"token":"%s"}}' "$(cat ${calls})"\n`,
  );
  chmodSync(plugin, 0o700);
  const server = createServer(({ headers }, answer) => {
    const token = headers.authorization?.replace("Bearer ", "") ?? "";
    answer.writeHead(isTaken(token) ? 200 : 401).end("{}");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    clusters: [{ name: "c", cluster: { server: url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: { exec: { command: plugin } } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "me" } }],
    "current-context": "c",
  };
  writeFileSync(join(folder, "config"), JSON.stringify(config));
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
  const kubeConfig = await connect(undefined);
  return {
    ask: async () => (await getPath(kubeConfig, "/version")).status,
    calls: () => readFileSync(calls, "utf8").length,
    close: () => server.close(),
  };
}

test("requests that start together ask the plugin for credentials once", async () => {
  const { ask, calls, close } = await clusterWithPlugin(() => true);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
  expect(calls()).toBe(1);
  close();
});

test("the plugin is asked again when its credentials are no longer taken, once for each request", async () => {
  let taken = "1";
  const { ask, calls, close } = await clusterWithPlugin((token) => token === taken);
  expect(await ask()).toBe(200);
  taken = "11";
  expect(await ask()).toBe(200);
  taken = "none";
  expect(await ask()).toBe(401);
  expect(calls()).toBe(3);
  close();
});
