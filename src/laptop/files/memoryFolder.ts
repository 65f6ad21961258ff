import { accessSync, constants, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

/** The types of file systems that lie in memory, by statfs(2): tmpfs and ramfs. */
const IN_MEMORY = [0x01021994, 0x858458f6];

/** Returns a folder for what must not reach a disk, where there is one, or else the folder for temporary files. */
export function memoryFolder(env = process.env): { folder: string; inMemory: boolean } {
  const places = [env.XDG_RUNTIME_DIR, process.platform === "linux" ? "/dev/shm" : undefined];
  const folder = places.find((place) => place !== undefined && isUsable(place));
  return folder === undefined ? { folder: tmpdir(), inMemory: false } : { folder, inMemory: true };
}

function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return IN_MEMORY.includes(statfsSync(folder).type);
  } catch {
    return false;
  }
}
