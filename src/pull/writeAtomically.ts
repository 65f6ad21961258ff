import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";

/**
 * Writes a file so that it has either the old text or the new one, whenever the process ends. A link stays a link, and
 * the file keeps its mode.
 */
export function writeAtomically(file: string, text: string): void {
  const exists = existsSync(file);
  const target = exists ? realpathSync(file) : file;
  const draft = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeFileSync(draft, text, { flush: true, flag: "wx" });
    if (exists) chmodSync(draft, statSync(target).mode & 0o7777);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
