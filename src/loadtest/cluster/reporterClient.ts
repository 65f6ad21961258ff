import { Refusal } from "../observe/master.ts";
import { LOADTEST_PORTS } from "../places.ts";
import type { ReporterStart, ReporterStatus, StartedRun, StoredRun } from "../reporterApi.ts";
import type { Place } from "./place.ts";

/** The reporter as the jobs see it. Every call rejects if it does not answer. */
export interface Reporter {
  status(): Promise<ReporterStatus>;
  /** @throws {Refusal} */
  start(request: ReporterStart): Promise<StartedRun>;
  /** @throws {Refusal} if no run is on */
  stop(): Promise<void>;
  run(id: string): Promise<StoredRun>;
  /** Returns a file of a run as text, or undefined. */
  file(id: string, path: string): Promise<string | undefined>;
}

export function reporterOf({ file }: Place): Reporter {
  const { reporter, namespace } = file.names;
  return httpReporter(`http://${reporter}.${namespace}.svc:${LOADTEST_PORTS.reporter}`);
}

export function httpReporter(url: string): Reporter {
  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(60_000) });
    if (response.ok || response.status === 404) return response;
    const { message = `status ${response.status}` } = Object(
      await response.json().catch(() => ({})),
    );
    // Any other answer passes: a reporter that has just begun does not know the master yet.
    throw response.status === 409 ? new Refusal(message) : new Error(message);
  }
  const post = (path: string, body: object) =>
    send(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    status: async () => JSON.parse(await (await send("/status")).text()),
    start: async (request) => JSON.parse(await (await post("/start", request)).text()),
    async stop() {
      await post("/stop", {});
    },
    run: async (id) => JSON.parse(await (await send(`/runs/${id}`)).text()),
    async file(id, path) {
      const response = await send(`/runs/${id}/${path}`);
      return response.status === 404 ? undefined : response.text();
    },
  };
}
