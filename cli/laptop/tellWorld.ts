import { keptNames } from "../../src/laptop/program/programEnvironment.ts";
import type { World } from "../../src/laptop/world/world.ts";

/** Says what of a container is not on this machine, or not as it is there. Names alone, no values. */
export function tellWorld(
  world: World,
  hasMount: boolean,
  inMemory: boolean,
  isContainer: boolean,
): void {
  for (const { what, why } of world.missing) console.error(`Missing here: ${what}: ${why}.`);
  if (world.notCopied.length > 0) {
    console.error(`Volumes with data, not copied: ${world.notCopied.join(", ")}.`);
  }
  const kept = keptNames(world.environment());
  if (kept.length > 0 && !isContainer) {
    console.error(`The command has this machine's ${kept.join(", ")}.`);
  }
  if (hasMount && !inMemory) {
    console.error(
      "The files lie on this machine's disk until the end: there is no place in memory.",
    );
  }
}

/** Says which variables have changed, and what follows from that. */
export function tellChange(names: readonly string[], restarts: boolean): void {
  const have = names.length === 1 ? "has" : "have";
  const then = restarts
    ? "The command starts again."
    : "A command that runs has the old value: --restart starts it again.";
  console.error(`${names.join(", ")} ${have} changed in the cluster. ${then}`);
}
