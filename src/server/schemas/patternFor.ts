import { type SafePattern, safePattern } from "./safePattern.ts";

const patterns = new Map<string, SafePattern>();
const MOST_PATTERNS = 1_000;

/** Returns a pattern in a form that is safe to use. Patterns are kept, because most are used again. */
export function patternFor(pattern: string): SafePattern {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  const made = safePattern(pattern);
  patterns.set(pattern, made);
  return made;
}
