import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { decodeMock } from "../mock/decodeMock.ts";
import type { Mock } from "../mock/mock.ts";
import { received, UserError } from "../problem.ts";
import { createRequestLog, jsonLines } from "./measure/requestLog.ts";
import { isPrimary, runWorkers } from "./measure/workers.ts";
import { type Listening, startMockServer } from "./mockServer.ts";
import { DEFAULT_OPTIONS } from "./options.ts";
import { type PortMock, startPorts } from "./portServer.ts";

/** Milliseconds in which clients with idle connections can learn that the server closes them. */
const FAREWELL = 1000;

/**
 * Entry point of the mock's image: `node server.mjs <mock file>`. Several mocks are given with a port each:
 * `node server.mjs 8081=payments.json.gz 8082=users.json.gz`. Settings are environment variables:
 *
 * - `PORT`, 8080 by default; with several mocks the port that answers when all of them do
 * - `WORKERS`, how many processes serve, 1 by default
 * - `JOURNAL`, how many requests the journal holds; no journal is kept by default
 * - `LOG_REQUESTS`, whether each request is logged, as a line of JSON; `false` by default
 * - `FAST_LANE`, whether plain requests are read without `node:http`; `true` by default
 */
async function main(): Promise<void> {
  const files = process.argv.slice(2);
  if (files.length === 0) {
    throw new UserError([
      {
        where: "server",
        what: "expected a mock's file, received nothing",
        fix: "node server.mjs <mock file>",
      },
    ]);
  }
  const { PORT = "8080", WORKERS = "1", JOURNAL, LOG_REQUESTS, FAST_LANE } = process.env;
  const port = readNumber("PORT", PORT, 0, 65_535);
  const workers = readNumber("WORKERS", WORKERS, 1, 1024);
  const journal = JOURNAL && readNumber("JOURNAL", JOURNAL, 1, 1_000_000);
  const logs = readBoolean("LOG_REQUESTS", LOG_REQUESTS || "false");
  const fastLane = readBoolean("FAST_LANE", FAST_LANE || "true");
  if (isPrimary(workers)) {
    process.exitCode = await runWorkers(workers);
    return;
  }
  const server = await start(files, {
    port,
    fastLane,
    options: { ...DEFAULT_OPTIONS, workers },
    ...(journal && { journal }),
    ...(logs && { log: createRequestLog(console.log, jsonLines) }),
  });

  const stop = async (signal: string) => {
    log({ event: "stopping", signal });
    await server.close(FAREWELL);
    log({ event: "stopped" });
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/** Serves one mock, or several at ports of their own, and logs where each is. */
async function start(files: readonly string[], listening: Listening) {
  const placed = files.map((argument) => {
    const [, port, file = argument] = /^(\d+)=(.*)$/.exec(argument) ?? [];
    const mock = decodeMock(read(file), basename(file));
    return { port: port === undefined ? undefined : readNumber(argument, port, 0, 65_535), mock };
  });
  const started = (mock: Mock, port: number) =>
    log({ event: "started", service: mock.service, port, routes: mock.table.routes.length });
  const [first] = placed;
  if (placed.length === 1 && first !== undefined && first.port === undefined) {
    const server = await startMockServer(first.mock, listening);
    started(first.mock, server.port);
    return server;
  }
  const mocks = placed.map(({ port, mock }, i): PortMock => {
    if (port !== undefined) return { port, mock };
    const what = "expected a port before each of several files, received none";
    throw new UserError([{ where: files[i] ?? "", what, fix: `Write 8081=${files[i]}.` }]);
  });
  const server = await startPorts(mocks, listening);
  for (const [i, { mock }] of mocks.entries()) started(mock, server.ports[i] ?? 0);
  log({ event: "ready", port: server.port });
  return server;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof UserError ? error.message : error}\n`);
  process.exit(1);
});

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new UserError([{ where: file, what }]);
  }
}

function readNumber(where: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UserError([
    { where, what: `expected a number from ${least} to ${most}, received ${received(text)}` },
  ]);
}

function readBoolean(where: string, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new UserError([{ where, what: `expected true or false, received ${received(text)}` }]);
}

function log(entry: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}
