import { createHash } from "node:crypto";
import { MOST_WORKERS } from "../../loadTestLimits.ts";
import { type Problem, received } from "../../problem.ts";
import { scriptNames } from "../scripts/missingScripts.ts";

/** What `locust-properties` says. */
export interface Properties {
  script: string;
  workers: number;
  manifest: string;
  /** All of it. */
  all: Record<string, string>;
}

/** A ConfigMap's content. */
export interface ConfigMapData {
  data?: Record<string, string>;
  binaryData?: Record<string, string>;
}

/**
 * Returns the properties, or undefined if they are wrong.
 *
 * @param where the ConfigMap's name
 */
export function readProperties(
  { data = {} }: ConfigMapData,
  where: string,
  problems: Problem[],
): Properties | undefined {
  const { LOCUST_MANIFEST = "" } = data;
  // Editors of consoles write a text with a line break at its end.
  const [WORKER_NUM = "", LOCUST_SCRIPT = ""] = [data.WORKER_NUM, data.LOCUST_SCRIPT].map((text) =>
    text?.trim(),
  );
  const before = problems.length;
  if (!/^[1-9]\d*$/.test(WORKER_NUM) || Number(WORKER_NUM) > MOST_WORKERS) {
    problems.push({
      where: `${where}: WORKER_NUM`,
      what: `expected a number of workers from 1 to ${MOST_WORKERS}, received ${received(data.WORKER_NUM)}`,
    });
  }
  if (!scriptNames(LOCUST_SCRIPT).every(isSafe)) {
    problems.push({
      where: `${where}: LOCUST_SCRIPT`,
      what: `expected the name of a script such as "script.py", received ${received(data.LOCUST_SCRIPT)}`,
    });
  }
  if (LOCUST_MANIFEST.trim() === "") {
    problems.push({
      where: `${where}: LOCUST_MANIFEST`,
      what: "expected the objects of the Locust cluster, received nothing",
      fix: "Run pulumi up, which writes it anew.",
    });
  }
  if (problems.length > before) return undefined;
  return {
    script: LOCUST_SCRIPT,
    workers: Number(WORKER_NUM),
    manifest: LOCUST_MANIFEST,
    all: data,
  };
}

/** The name becomes a part of YAML and of a command. */
function isSafe(name: string): boolean {
  const isPlain = /^[\p{L}\p{N}_.][\p{L}\p{M}\p{N}_./ ()+=@~-]*$/u.test(name);
  return isPlain && !name.split("/").includes("..");
}

/** Returns a digest of a ConfigMap's content, by which pods are made anew when it changes. */
export function digestOf({ data = {}, binaryData = {} }: ConfigMapData): string {
  const sorted = [data, binaryData].map((part) => Object.entries(part).sort());
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 16);
}
