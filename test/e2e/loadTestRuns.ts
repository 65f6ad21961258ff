import type { MasterState } from "../../src/loadtest/masterState.ts";
import type { ReporterStatus } from "../../src/loadtest/reporterApi.ts";
import type { RunRecord } from "../../src/loadtest/runRecord.ts";
import { addressOf, applyLoadTest, SMALL, until } from "./loadTestCluster.ts";
import { getObjects, kubectl } from "./run.ts";

/** Declares a small load test of Locust's own dashboard, which is a service under test as good as any. */
export async function declareSmall(
  namespace: string,
  image: string,
  settings: object = {},
): Promise<void> {
  const small = {
    ...{ namespace, createNamespace: false, workers: 1, sidecar: false },
    host: `http://locust-admin.${namespace}:8089`,
    ...{ master: SMALL, worker: SMALL },
  };
  await applyLoadTest({ ...small, ...settings }, { image, scripts: { "script.py": SCRIPT } });
}

const SCRIPT = `
from locust import FastHttpUser, constant, task

class Shopper(FastHttpUser):
    wait_time = constant(0.05)

    @task
    def root(self):
        self.client.get("/")
`;

/** What tests ask the master and the reporter of a namespace's load test, by their Services' addresses. */
export interface LoadTestRuns {
  /** Changes properties as a console does. */
  edit(data: Record<string, string>): Promise<void>;
  master(): Promise<MasterState>;
  reporter(path: string, init?: RequestInit): Promise<Response>;
  status(): Promise<ReporterStatus>;
  /** Starts a run as the command does. */
  start(request: object): Promise<void>;
  /** Starts a run without an end, and returns its id when requests are made. */
  begin(by?: string): Promise<string>;
  /** Stops the run that is on. */
  stop(): Promise<void>;
  record(id: string): Promise<RunRecord>;
  /** Waits until there is a run that has ended and fits. */
  finished(fits: (record: RunRecord) => boolean): Promise<RunRecord>;
  /** Names of the load test's pods. */
  pods(): Promise<string[]>;
  /** Kills the reporter's pod, and waits until there is another one. */
  loseReporter(): Promise<void>;
  reporterLog(): Promise<string>;
}

export function loadTestRuns(namespace: string): LoadTestRuns {
  async function reporter(path: string, init?: RequestInit): Promise<Response> {
    // A connection that is kept to a reporter that was killed never answers.
    const signal = AbortSignal.timeout(10_000);
    return fetch(`http://${await addressOf("locust-reporter", namespace)}:8091${path}`, {
      signal,
      ...init,
    });
  }
  async function master(): Promise<MasterState> {
    const response = await fetch(
      `http://${await addressOf("locust-master", namespace)}:8090/state`,
    );
    return JSON.parse(await response.text());
  }
  async function status(): Promise<ReporterStatus> {
    return JSON.parse(await (await reporter("/status")).text());
  }
  async function start(request: object): Promise<void> {
    const body = JSON.stringify({ ...request, startedBy: "command" });
    const started = await until(
      // It answers when the run is observed, which takes up to 20 s. Asked again before, it would find that run.
      () => reporter("/start", { method: "POST", body, signal: AbortSignal.timeout(30_000) }),
      // The reporter may not have seen the new master yet.
      ({ status }) => status !== 503,
    );
    if (!started.ok) throw new Error(`${started.status} ${await started.text()}`);
  }
  async function pods(): Promise<string[]> {
    const label = "understudy.dev/loadtest=loadtest";
    const found = await getObjects("pods", "-n", namespace, "-l", label);
    return found.map(({ metadata }) => metadata.name);
  }
  return {
    reporter,
    async edit(data) {
      const patch = JSON.stringify({ data });
      await kubectl("patch", "configmap", "locust-properties", "-n", namespace, "-p", patch);
    },
    ...{ master, status, start, pods },
    async begin(by = "bob") {
      const { run: before } = await until(master, ({ workers }) =>
        workers.some(({ state }) => state === "ready"),
      );
      await start({ users: 2, spawnRate: 2, by });
      await until(master, ({ run, requests }) => run > before && requests > 20);
      const { run } = await until(status, ({ run }) => run !== undefined);
      return run?.id ?? "";
    },
    async stop() {
      await until(
        () => reporter("/stop", { method: "POST" }),
        ({ status }) => status === 204,
      );
    },
    record: async (id) => JSON.parse(await (await reporter(`/runs/${id}/run.json`)).text()),
    async finished(fits) {
      const isWanted = (record: RunRecord) => record.end !== "running" && fits(record);
      const runs = async (): Promise<RunRecord[]> =>
        JSON.parse(await (await reporter("/runs")).text());
      const found = await until(runs, (records) => records.some(isWanted));
      const record = found.find(isWanted);
      if (record === undefined) throw new Error("until returns what fits");
      return record;
    },
    async loseReporter() {
      const [old] = (await pods()).filter((name) => name.startsWith("locust-reporter"));
      await kubectl("delete", "pod", old ?? "", "-n", namespace, "--grace-period=0", "--force");
      const deployment = ["deployment/locust-reporter", "-n", namespace];
      await kubectl("rollout", "status", ...deployment, "--timeout=240s");
    },
    reporterLog: () => kubectl("logs", "deploy/locust-reporter", "-n", namespace),
  };
}
