import { EventEmitter, once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type LocalLocust, startLocust } from "../../../src/loadtest/local/startLocust.ts";
import type { MasterState } from "../../../src/loadtest/masterState.ts";
import type { Master, RunFile } from "../../../src/loadtest/observe/master.ts";
import type { Statistics } from "../../../src/loadtest/statistics.ts";

export interface Target {
  url: string;
  /** Resolves when it has answered this many requests. */
  hasAnswered(requests: number): Promise<void>;
  close(): void;
}

/** A server under test: what is there answers at once, and anything else is missing. */
export async function startTarget(): Promise<Target> {
  let answered = 0;
  const events = new EventEmitter();
  const server = createServer((request, response) => {
    response.statusCode = request.url?.startsWith("/orders/") ? 200 : 404;
    response.end("{}");
    answered += 1;
    events.emit("answered");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async hasAnswered(requests) {
      const before = answered;
      while (answered - before < requests) await once(events, "answered");
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The clusters make no load there. */
export const DENIED = "https://api.prod.example.com";

/** Starts two workers with a script of this folder. */
export function startCluster(bin: string, script: string, host: string): Promise<LocalLocust> {
  const logs = mkdtempSync(join(tmpdir(), "locust-logs-"));
  const deny = ["*.prod.example.com"];
  return startLocust({ bin, scripts: import.meta.dirname, script, host, deny, workers: 2, logs });
}

/** Returns the master's first answer for which `isSo` holds. */
export async function until(
  master: Master,
  isSo: (state: MasterState) => boolean,
): Promise<MasterState> {
  for (;;) {
    const state = await master.state();
    if (isSo(state)) return state;
    await setTimeout(50);
  }
}

export const areReady = ({ workers }: MasterState) =>
  workers.filter(({ state }) => state === "ready").length === 2;

export async function textOf(master: Master, name: RunFile): Promise<string> {
  const content = await master.file(name);
  if (content === undefined) throw new Error(`there is no ${name}`);
  return Buffer.from(content).toString("utf8");
}

export async function statisticsOf(master: Master): Promise<Statistics> {
  return JSON.parse(await textOf(master, "statistics.json"));
}
