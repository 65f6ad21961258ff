import type { Mount } from "../environment/mounts.ts";
import type { Missing } from "../environment/sources.ts";

/** A container's environment and files on this machine. They follow the cluster until `stop`. */
export interface World {
  /** The environment as it is now. */
  environment(): ReadonlyMap<string, string>;
  /** What the container has and this machine does not. */
  missing: readonly Missing[];
  /** Volumes with data that cannot be copied, by name and kind: `cache (emptyDir)`. */
  notCopied: readonly string[];
  /** Mounts whose files are here. */
  mounts: readonly Mount[];
  /** The folder with a folder for each volume, as the kubelet lays them out. */
  volumes: string;
  /**
   * Reads the cluster again, and brings files up to date. It runs by itself several times a minute.
   *
   * @returns the names of variables that have changed
   * @throws {Error} when the API server cannot be reached
   */
  refresh(): Promise<string[]>;
  /** Stops following the cluster. The files are gone with their session. */
  stop(): void;
}
