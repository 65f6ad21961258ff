import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFailed, onTestFinished } from "vitest";
import { controllerBundle } from "../../src/controller/entry/bundle.ts";
import {
  type ControllerSettings,
  NODE_OPTIONS,
  PROGRAM_ENVIRONMENT,
  PROGRAM_FILE,
  SETTINGS,
} from "../../src/controller/program/settings.ts";
import { freePort } from "../../src/freePort.ts";

/** A process of the controller outside of the cluster. */
export interface ControllerProcess {
  child: ChildProcess;
  /** Everything that it has printed. */
  said(): string;
  /** Returns a metric's value, or undefined while it has none or does not answer. */
  metric(name: string): Promise<number | undefined>;
  /** Returns the status of a probe, or undefined while it does not answer. */
  probe(path: string): Promise<number | undefined>;
  /** The port of webhooks. */
  webhook: number;
}

/** Longer than an answer takes on a busy machine. */
const ANSWER_MS = 20_000;

/** Starts the program of the controller's image, with its options, until the test is over. */
export async function startController(
  kubeconfig: string,
  settings: Omit<ControllerSettings, "ports">,
  env: Record<string, string>,
): Promise<ControllerProcess> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-controller-"));
  const [file, program] = [join(folder, "kubeconfig"), join(folder, PROGRAM_FILE)];
  writeFileSync(file, kubeconfig);
  writeFileSync(program, controllerBundle());
  const ports = { http: await freePort(), webhook: await freePort() };
  const { GITHUB_ACTIONS: _, ...own } = process.env;
  const child = spawn(process.execPath, [...NODE_OPTIONS, program], {
    env: {
      ...own,
      ...PROGRAM_ENVIRONMENT,
      ...env,
      KUBECONFIG: file,
      [SETTINGS]: JSON.stringify({ ...settings, ports }),
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      said += text;
    });
  }
  onTestFailed(() => console.error(said));
  onTestFinished(async () => {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (!hasEnded) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  });
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${ports.http}${path}`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch(() => undefined);
  return {
    child,
    said: () => said,
    webhook: ports.webhook,
    async metric(name) {
      const text = (await (await ask("/metrics"))?.text()) ?? "";
      const line = text.split("\n").find((one) => one.startsWith(`understudy_controller_${name} `));
      return line === undefined ? undefined : Number(line.split(" ").at(-1));
    },
    probe: async (path) => (await ask(path))?.status,
  };
}

/** Tells a port of webhooks that something has happened; resolves to the status of the answer. */
export async function deliver(port: number, secret: string): Promise<number> {
  const body = "{}";
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = {
    "x-github-event": "pull_request",
    "x-hub-signature-256": `sha256=${signature}`,
  };
  const answer = await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", headers, body });
  return answer.status;
}
