import { createHash } from "node:crypto";

const MARK = /^# understudy: sha256:([0-9a-f]{64})$/m;

/** Returns a script with a mark in place of `PLACE_OF_MARK`: the digest of everything else. */
export function withMark(script: string): string {
  return script.replace(PLACE_OF_MARK, `# understudy: sha256:${digestOf(script)}`);
}

/** The line that the mark takes. */
export const PLACE_OF_MARK = "# understudy: sha256:";

/**
 * Returns whether a script is as it was generated: whoever changed it by hand would lose the changes. A checkout may have
 * changed the ends of its lines.
 */
export function isUnchanged(script: string): boolean {
  const text = script.replaceAll("\r\n", "\n");
  const [, digest] = MARK.exec(text) ?? [];
  return digest !== undefined && digest === digestOf(text.replace(MARK, PLACE_OF_MARK));
}

function digestOf(script: string): string {
  return createHash("sha256").update(script).digest("hex");
}
