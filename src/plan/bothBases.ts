import type { Problem } from "../problem.ts";

/** Returns a problem if the team's own routes are given twice. */
export function bothBases(
  { base, baseFile }: { base?: unknown; baseFile?: unknown },
  where: string,
): Problem[] {
  if (base === undefined || baseFile === undefined) return [];
  return [
    { where, what: "expected base or baseFile, received both", fix: "Leave out one of them." },
  ];
}
