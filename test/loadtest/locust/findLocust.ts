import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const REQUIREMENT = "locust==2.47.0";
const VENV = join(import.meta.dirname, "../../../.understudy/locust");

/** The folder with `locust` and `python` to test with, or the reason why there is none. */
export type Found = { bin: string; reason?: undefined } | { bin?: undefined; reason: string };

/**
 * Finds Locust in the virtual environment `.understudy/locust`, which it makes by itself from PyPI. Says so where it
 * cannot be had.
 */
export async function findLocust(): Promise<Found> {
  const bin = join(VENV, "bin");
  const installed = "lib/python*/site-packages/locust-2.47.0.dist-info/RECORD";
  try {
    if (globSync(join(VENV, installed)).length === 0) {
      await run("python3", ["-m", "venv", VENV]);
      await run(join(bin, "pip"), ["install", "--quiet", REQUIREMENT]);
    }
    await run(join(bin, "locust"), ["--version"]);
    return { bin };
  } catch (error) {
    const reason = `no ${REQUIREMENT} from PyPI: ${error instanceof Error ? error.message : error}`;
    console.warn(`Skipped: ${reason}`);
    return { reason };
  }
}
