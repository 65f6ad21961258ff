import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { contentType } from "../contentType.ts";
import { Refusal } from "../observe/master.ts";
import { isRunId } from "../observe/runId.ts";
import type {
  ReporterMessage,
  ReporterStart,
  ReporterStatus,
  StartedRun,
  StoredRun,
} from "../reporterApi.ts";
import type { RunKeeper } from "./runKeeper.ts";

/** What the reporter does when it is asked. */
export interface ReporterActions {
  status(): ReporterStatus;
  /** Returns the ids of runs that are on this pod's own disk alone. */
  own(): Promise<string[]>;
  /** @throws {Refusal} */
  start(request: ReporterStart): Promise<StartedRun>;
  /** @throws {Refusal} */
  stop(): Promise<void>;
}

/** `GET /runs` lists no more. */
const MOST_RUNS = 100;

/** Serves what `ReporterStatus` describes. */
export function reporterServer(actions: ReporterActions, keeper: RunKeeper): Server {
  return createServer((request, response) => {
    answer(request, response, actions, keeper).catch((error) => {
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, error instanceof Refusal ? 409 : 503, { message });
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  actions: ReporterActions,
  keeper: RunKeeper,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://reporter").pathname;
  const [, first, second, ...rest] = path.split("/").map(decodeURIComponent);
  const asked = `${request.method} /${first}`;
  if (asked === "GET /status") return sendJson(response, 200, actions.status());
  if (asked === "GET /own") return sendJson(response, 200, await actions.own());
  if (asked === "POST /start") {
    return sendJson(response, 200, await actions.start(JSON.parse(await text(request))));
  }
  if (asked === "POST /stop") {
    await actions.stop();
    response.writeHead(204).end();
    return;
  }
  if (asked !== "GET /runs") return sendJson(response, 404, { message: `there is no ${path}` });
  if (second === undefined || second === "") return sendJson(response, 200, await runs(keeper));
  const id = second === "latest" ? (await keeper.list())[0] : second;
  const files = id !== undefined && isRunId(id) ? await keeper.files(id) : [];
  if (id === undefined || files.length === 0) {
    return sendJson(response, 404, { message: `there is no run ${second}` });
  }
  if (rest.length === 0) {
    const run: StoredRun = { id, place: keeper.placeOf(id), files };
    return sendJson(response, 200, run);
  }
  const content = await keeper.read(id, rest.join("/"));
  if (content === undefined) {
    return sendJson(response, 404, { message: `run ${id} has no ${rest.join("/")}` });
  }
  response.writeHead(200, { "content-type": contentType(path) });
  await pipeline(content, response);
}

async function runs(keeper: RunKeeper) {
  const ids = (await keeper.list()).slice(0, MOST_RUNS);
  const records = await Promise.all(ids.map((id) => keeper.record(id)));
  return records.filter((record) => record !== undefined);
}

function sendJson(response: ServerResponse, status: number, body: object | ReporterMessage): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
