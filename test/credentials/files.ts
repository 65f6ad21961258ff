import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Writes a file for one test, and returns its path. */
export function fileWith(content: string, mode = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), "credentials-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "file");
  writeFileSync(file, content, { mode });
  return file;
}

/** An environment in which no profile of this machine is found. */
export const NO_PROFILE = {
  AWS_CONFIG_FILE: "/nonexistent/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials",
};

/** An answer of an agent or of an instance's metadata, and what it means. */
export const ANSWER = JSON.stringify({
  Code: "Success",
  AccessKeyId: "ASIA1",
  SecretAccessKey: "s",
  Token: "t",
  Expiration: "2026-11-27T13:00:00Z",
});
export const TEMPORARY = {
  accessKeyId: "ASIA1",
  secretAccessKey: "s",
  sessionToken: "t",
  expires: Date.parse("2026-11-27T13:00:00Z"),
};
