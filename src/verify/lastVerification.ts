import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Report } from "./report.ts";

/** Returns the path of a stack's last report, from the project's root. Git ignores the folder. */
export function lastVerificationFile(stack: string): string {
  return join(".understudy", "verify", `${stack}.json`);
}

/**
 * Returns the report of a stack's last verification, or undefined if there is none that this version can read.
 *
 * @param root folder of the stack's file
 */
export function readLastVerification(stack: string, root: string): Report | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, lastVerificationFile(stack)), "utf8");
  } catch {
    return undefined;
  }
  try {
    const report: Report = JSON.parse(text);
    return report.format === 1 ? report : undefined;
  } catch {
    return undefined;
  }
}

export function keepVerification(report: Report, root: string): void {
  const file = join(root, lastVerificationFile(report.stack));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report)}\n`);
}
