import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import type { Open } from "../../../src/loadtest/client/forward.ts";
import { Unreachable } from "../../../src/loadtest/client/readyPod.ts";
import type { MasterState } from "../../../src/loadtest/masterState.ts";
import type { ReporterStart, ReporterStatus } from "../../../src/loadtest/reporterApi.ts";
import type { RunRecord } from "../../../src/loadtest/runRecord.ts";
import { sampleRecord } from "../sampleRun.ts";

/** A stand-in for the reporter: a run is on from `POST /start` until `POST /stop` or `finish`. */
export interface FakeReporter {
  open: Open;
  /** Its address, for whoever is in the cluster. */
  url: string;
  /** While false, no connection can be opened. */
  isThere: boolean;
  run: RunRecord | undefined;
  /** Files of runs, by id and path. */
  files: Map<string, string>;
  starts: ReporterStart[];
  stops: number;
  /** What `POST /start` answers instead. */
  refusal: string | undefined;
  /** How many times `POST /start` is answered as by one that does not know the master yet. */
  unready: number;
  storeProblem: string | undefined;
  /** Called after each answer to `GET /status`, with the number of answers so far. */
  onStatus: (count: number) => void;
  finish(over?: Partial<RunRecord>): void;
}

export const RUN_ID = sampleRecord().id;

export async function fakeReporter(): Promise<FakeReporter> {
  let asked = 0;
  const fake: FakeReporter = {
    open: async () => {
      if (!fake.isThere) throw new Unreachable("there is no Service loadtest/locust-reporter");
      const socket = connect(port, "127.0.0.1");
      return socket;
    },
    ...{
      url: "",
      isThere: true,
      run: undefined,
      files: new Map(),
      starts: [],
      stops: 0,
      refusal: undefined,
      unready: 0,
      storeProblem: undefined,
    },
    onStatus: () => {},
    finish(over = {}) {
      if (fake.run === undefined) return;
      const verdict = { result: "passed", invalid: [], checks: [] } as const;
      const record = {
        ...fake.run,
        end: "finished",
        ...over,
        verdict: over.verdict ?? { ...verdict, invalid: [], checks: [] },
      };
      fake.files.set(`${fake.run.id}/run.json`, JSON.stringify(record));
      fake.run = undefined;
    },
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  fake.url = `http://127.0.0.1:${port}`;
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return fake;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, first, id = "", ...rest] = (request.url ?? "").split("/").map(decodeURIComponent);
    const send = (status: number, body?: object) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    };
    switch (`${request.method} ${first}`) {
      case "GET status":
        send(200, statusOf(fake));
        asked++;
        fake.onStatus(asked);
        return;
      case "POST start": {
        const start: ReporterStart = Object(await json(request));
        if (fake.unready-- > 0) return send(503, { message: "there is no master that answers" });
        if (fake.refusal !== undefined) return send(409, { message: fake.refusal });
        fake.starts.push(start);
        const { verdict: _, ended: __, ...record } = sampleRecord({ end: "running" });
        fake.run = { ...record, ...(start.by !== undefined && { by: start.by }) };
        return send(200, { id: record.id });
      }
      case "POST stop":
        if (fake.run === undefined) return send(409, { message: "no run is on" });
        fake.stops++;
        fake.finish({ end: "stopped" });
        return send(204);
      case "GET runs": {
        if (id === "") return send(200, Object(recordsOf(fake)));
        const prefix = `${id}/`;
        const paths = [...fake.files.keys()].filter((path) => path.startsWith(prefix));
        if (paths.length === 0) return send(404, { message: `there is no run ${id}` });
        if (rest.length === 0) {
          const files = paths.map((path) => ({ path: path.slice(prefix.length), bytes: 1 }));
          return send(200, { id, place: `claim reports: loadtest/${id}`, files });
        }
        const content = fake.files.get(`${id}/${rest.join("/")}`);
        if (content === undefined) return send(404, { message: "no such file" });
        response.end(content);
        return;
      }
      default:
        return send(404, { message: `there is no ${request.url}` });
    }
  }
}

function recordsOf({ files }: FakeReporter): RunRecord[] {
  return [...files]
    .filter(([path]) => path.endsWith("/run.json"))
    .map(([, text]) => JSON.parse(text));
}

function statusOf({ run, storeProblem }: FakeReporter): ReporterStatus {
  return {
    format: 1,
    master: masterState(),
    ...(run !== undefined && { run }),
    ...(storeProblem !== undefined && { storeProblem }),
    removal: Date.UTC(2026, 10, 28) / 1000,
  };
}

/** A master in the middle of a run that began at 12:30:00. */
export function masterState(over: Partial<MasterState> = {}): MasterState {
  return {
    format: 1,
    state: "running",
    run: 1,
    started: Date.UTC(2026, 10, 27, 12, 30) / 1000,
    startedBy: "command",
    users: { asked: 20, now: 20, most: 20 },
    spawnRate: 10,
    runTimeSeconds: 100,
    now: { rate: 200, failuresPerSecond: 1, p50: 12.3, p95: 45.6, p99: 123.4 },
    requests: 1000,
    failures: 5,
    workers: [worker("a", 30), worker("b", 41.6)],
    script: { file: "script.py", sha256: "abc" },
    versions: { locust: "2.47.0", python: "3.13.5" },
    ...over,
  };
}

export function worker(id: string, cpu: number): MasterState["workers"][number] {
  return { id, state: "running", users: 10, cpu, mostCpu: cpu, memoryBytes: 5e7 };
}
