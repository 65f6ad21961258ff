import { keptNames } from "../../src/laptop/program/programEnvironment.ts";
import type { World } from "../../src/laptop/world/world.ts";

interface Told {
  /** Whether somebody has its files. */
  needsFiles: boolean;
  inMemory: boolean;
  /** Whether the command runs as a container, which has nothing of this machine's. */
  isContainer: boolean;
}

/** Says what of a container is not on this machine, or not as it is there. Names alone, no values. */
export function tellWorld(
  world: World,
  { needsFiles, inMemory, isContainer }: Told,
  say: (line: string) => void,
): void {
  const missing = world.missing.filter(({ what }) => needsFiles || what.startsWith("variable"));
  for (const { what, why } of missing) say(`Missing here: ${what}: ${why}.`);
  if (world.notCopied.length > 0) {
    say(`Volumes with data, not copied: ${world.notCopied.join(", ")}.`);
  }
  const kept = keptNames(world.environment());
  if (kept.length > 0 && !isContainer) {
    say(`The command has this machine's ${kept.join(", ")}.`);
  }
  if (needsFiles && !inMemory) {
    say("The files lie on this machine's disk until the end: there is no place in memory.");
  }
}

/** Says which variables have changed, and what follows from that. */
export function tellChange(
  names: readonly string[],
  restarts: boolean,
  say: (line: string) => void,
): void {
  const have = names.length === 1 ? "has" : "have";
  const then = restarts
    ? "The command starts again."
    : "A command that runs has the old value: --restart starts it again.";
  say(`${names.join(", ")} ${have} changed in the cluster. ${then}`);
}
