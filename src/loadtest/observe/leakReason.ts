import type { Leak } from "../runRecord.ts";

/** Returns why no run starts: the hosts that are not allowed, where each was found, and the line that allows it. */
export function leakReason(leaks: readonly Leak[]): string {
  const lines = leaks.map(({ host, foundIn, fix }) => `${host} (${foundIn}): ${fix}`);
  return `the service under test calls what is no part of this load test:\n${lines.join("\n")}`;
}
