import { request } from "node:http";
import { PassThrough, pipeline, type Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { Refusal } from "../observe/master.ts";
import type { ReporterStart, ReporterStatus, StartedRun, StoredRun } from "../reporterApi.ts";
import type { RunRecord } from "../runRecord.ts";
import type { RunStore } from "../store/runStore.ts";
import type { Open } from "./forward.ts";
import { Unreachable } from "./readyPod.ts";

/** The reporter as it is asked from outside of the cluster. Calls reject with `Unreachable` if it does not answer. */
export interface ReporterClient extends Pick<RunStore, "files" | "read"> {
  status(): Promise<ReporterStatus>;
  runs(): Promise<RunRecord[]>;
  /** Returns the ids of runs that are on the reporter's own disk alone. */
  own(): Promise<string[]>;
  /** Returns undefined if there is no such run. */
  run(id: string): Promise<StoredRun | undefined>;
  /** @throws {Refusal} with the reason why no run starts */
  start(run: ReporterStart): Promise<StartedRun>;
  /** @throws {Refusal} if no run is on */
  stop(): Promise<void>;
}

/** Nothing comes for this long at most. The leak guard looks at the whole namespace before a start. */
const PATIENCE_MS = 60_000;

interface Answer {
  status: number;
  body: Readable;
}

/** @param open opens a connection to the reporter */
export function reporterClient(open: Open): ReporterClient {
  async function send(method: "GET" | "POST", path: string, body?: object): Promise<Answer> {
    const connection = await open();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        connection.destroy(new Error(`nothing came for ${PATIENCE_MS / 1000} s`));
      }, PATIENCE_MS);
      const sent = request({
        method,
        path,
        headers: { host: "reporter", connection: "close", "content-type": "application/json" },
        createConnection: () => connection,
      });
      sent.on("error", ({ message }) => {
        clearTimeout(timer);
        connection.destroy();
        reject(new Unreachable(`the reporter does not answer: ${message}`));
      });
      sent.on("response", (response) => {
        const content = new PassThrough();
        response.on("data", () => timer.refresh());
        pipeline(response, content, () => {
          clearTimeout(timer);
          connection.destroy();
        });
        resolve({ status: response.statusCode ?? 0, body: content });
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async function ask<T>(
    method: "GET" | "POST",
    path: string,
    body?: object,
  ): Promise<T | undefined> {
    const answer = await send(method, path, body);
    if (answer.status === 204) {
      answer.body.resume();
      return undefined;
    }
    const content: unknown = await json(answer.body).catch(() => undefined);
    if (answer.status === 404) return undefined;
    // The reporter wrote it, whose version is that of the stack.
    if (answer.status === 200) return content as T;
    const { message = `the reporter answered with status ${answer.status}` } = Object(content);
    throw answer.status === 409 ? new Refusal(message) : new Unreachable(message);
  }

  async function found<T>(method: "GET" | "POST", path: string, body?: object): Promise<T> {
    const answer = await ask<T>(method, path, body);
    if (answer === undefined) throw new Unreachable(`the reporter knows no ${path}`);
    return answer;
  }

  const run = (id: string) => ask<StoredRun>("GET", `/runs/${encodeURIComponent(id)}`);
  return {
    status: () => found("GET", "/status"),
    runs: () => found("GET", "/runs"),
    own: () => found("GET", "/own"),
    run,
    start: (body) => found("POST", "/start", body),
    async stop() {
      await ask("POST", "/stop", {});
    },
    files: async (id) => (await run(id))?.files ?? [],
    async read(id, path) {
      const names = [id, ...path.split("/")].map(encodeURIComponent);
      const { status, body } = await send("GET", `/runs/${names.join("/")}`);
      if (status === 200) return body;
      body.resume();
      if (status === 404) return undefined;
      throw new Unreachable(`${path} of run ${id} was answered with status ${status}`);
    },
  };
}
