import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const HOST = "pulumi-language-nodejs";

/**
 * Returns a folder with the programs of a Pulumi CLI, in which the language host of Node ends when it is interrupted.
 * The engine interrupts its language hosts twice in every command, and waits up to five seconds for each. Pulumi's own
 * host ends at once, but not every other one does.
 */
export function withEndingHost(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), "understudy-engine-"));
  process.once("exit", () => rmSync(copy, { recursive: true, force: true }));
  const [from, to] = [join(folder, "bin"), join(copy, "bin")];
  mkdirSync(to);
  const programs = readdirSync(from);
  for (const name of programs.filter((name) => name !== HOST)) {
    symlinkSync(join(from, name), join(to, name));
  }
  if (programs.includes(HOST)) {
    writeFileSync(join(to, HOST), scriptOf(join(from, HOST)), { mode: 0o755 });
  }
  return copy;
}

/** The first wait ends with the signal, the second with the host. */
function scriptOf(host: string): string {
  return `#!/bin/sh
trap 'kill "$host"' INT
'${host}' "$@" &
host=$!
wait "$host" || wait "$host"
`;
}
