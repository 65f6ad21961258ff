import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "../../../src/freePort.ts";

const run = promisify(execFile);

/** Whether there is a Prometheus to test with. Where there is none, one line says so. */
export function hasPrometheus(): boolean {
  const missing = ["prometheus", "promtool"].filter(
    (program) => spawnSync(program, ["--version"]).error !== undefined,
  );
  if (missing.length === 0) return true;
  console.log(
    `Skipped the tests with a real Prometheus: there is no ${missing.join(" and no ")} on the PATH. Get it with "apt-get install prometheus".`,
  );
  return false;
}

export interface RealPrometheus extends AsyncDisposable {
  url: string;
}

interface Settings {
  /** Addresses to scrape, as `127.0.0.1:8080/metrics`, by job. */
  jobs?: Record<string, string>;
  /** Values of the past, in the format of OpenMetrics. */
  history?: string;
  arguments?: string[];
  /** The web configuration file: certificates and passwords. */
  web?: string;
}

/** Starts a Prometheus with an empty store, which scrapes five times a second. */
export async function startPrometheus(settings: Settings): Promise<RealPrometheus> {
  const { jobs = {}, history, web } = settings;
  const folder = mkdtempSync(join(tmpdir(), "understudy-prometheus-"));
  const data = join(folder, "data");
  if (history !== undefined) {
    writeFileSync(join(folder, "history"), history);
    const make = ["tsdb", "create-blocks-from", "openmetrics", "--quiet"];
    await run("promtool", [...make, "--max-block-duration=720h", join(folder, "history"), data]);
  }
  writeFileSync(join(folder, "prometheus.yml"), configuration(jobs));
  writeFileSync(join(folder, "web.yml"), web ?? "");
  const port = await freePort();
  const process = spawn(
    "prometheus",
    [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=100y",
      `--web.listen-address=127.0.0.1:${port}`,
      ...(web === undefined ? [] : [`--web.config.file=${join(folder, "web.yml")}`]),
      "--enable-feature=native-histograms",
      ...(settings.arguments ?? []),
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const exited = once(process, "exit");
  await listening(process.stderr);
  return {
    url: `${web?.includes("tls_server_config") ? "https" : "http"}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      process.kill();
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

function configuration(jobs: Record<string, string>): string {
  const scrapes = Object.entries(jobs).map(([job_name, address]) => {
    const [target, ...path] = address.split("/");
    return {
      job_name,
      metrics_path: `/${path.join("/")}`,
      static_configs: [{ targets: [target] }],
    };
  });
  const global = { scrape_interval: "200ms", scrape_timeout: "200ms" };
  // JSON is YAML.
  return JSON.stringify({ global, scrape_configs: scrapes });
}

/** Waits for Prometheus to say that it serves; it says so after its store is open. */
function listening(log: NodeJS.ReadableStream): Promise<void> {
  let text = "";
  return new Promise((resolve, reject) => {
    log.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("Server is ready to receive web requests")) resolve();
    });
    log.on("end", () => reject(new Error(`Prometheus did not start:\n${text}`)));
  });
}
