/** Ports of a load test's pods and Services. */
export const LOADTEST_PORTS = {
  /** Locust's own dashboard. */
  dashboard: 8089,
  /** What `MasterState` describes. */
  master: 8090,
  /** What `ReporterStatus` describes. */
  reporter: 8091,
  /** Between master and workers. */
  locust: [5557, 5558],
} as const;

/** Folders in the pods of the jobs and of the reporter. */
export const LOADTEST_FOLDERS = {
  /** The ConfigMap `locust-programs`: the program and `loadtest.json`. */
  program: "/understudy",
  /** Where the reporter writes runs: the claim's volume, or an `emptyDir`. */
  reports: "/reports",
} as const;

/** Files of the ConfigMap `locust-programs`. */
export const LOADTEST_FILE = "loadtest.json";

/** Label with the load test's name, on everything that `loadtest-setup` makes, its pods too. */
export const LOADTEST_LABEL = "understudy.dev/loadtest";

/**
 * Key of the ConfigMap `locust-scripts` with the scripts that cannot be keys of their own: a zip. Where it is, pods copy
 * all other keys' files and unpack it into one folder, and Locust runs the script there.
 */
export const SCRIPTS_ARCHIVE = "scripts.zip";
