import { readAsset } from "../../asset.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";

/** Folders in Locust's pods. */
export const LOCUST_FOLDERS = {
  /** Our Python files: `locustPrograms`. */
  programs: "/opt/understudy",
  /** The ConfigMap `locust-scripts`. */
  scripts: "/var/loadtest",
} as const;

/** Files of `src/loadtest/locust`. Python finds modules by these names, so they are keys of a ConfigMap as they are. */
const PROGRAMS = [
  "start.py",
  "understudy_api.py",
  "understudy_collect.py",
  "understudy_control.py",
  "understudy_deny.py",
  "understudy_figures.py",
  "understudy_files.py",
  "understudy_install.py",
  "understudy_login.py",
  "understudy_master.py",
  "understudy_percentiles.py",
  "understudy_requests.py",
  "understudy_run.py",
  "understudy_script.py",
  "understudy_state.py",
  "understudy_statistics.py",
  "understudy_tags.py",
  "understudy_worker.py",
  "understudy_workers.py",
];

/** Users have this long to finish what they do. A worker is ready for the next run after the same time again. */
const STOP_TIMEOUT = "10";

/** Where Locust finds what it runs. */
export interface LocustPlace {
  /** Folder of our Python files. */
  programs: string;
  /** Folder of the user's scripts. */
  scripts: string;
  /** A path in that folder, or several, parted by commas. */
  script: string;
}

/** Returns the Python files that run beside Locust, by name. */
export function locustPrograms(): Record<string, string> {
  return Object.fromEntries(PROGRAMS.map((name) => [name, readAsset(`loadtest/locust/${name}`)]));
}

/**
 * Returns the command of the master. Its API is on port 8090, or at the address in the environment's `UNDERSTUDY_API`
 * (`127.0.0.1:0`). It needs a temporary folder that it can write.
 */
export function masterCommand(
  place: LocustPlace,
  { host, deny = [], service }: Partial<Pick<LoadTestConfig, "host" | "deny" | "service">> = {},
): string[] {
  const namespace = service === undefined ? [] : ["--deny-namespace", service.namespace];
  return [
    ...startOf(place),
    "--master",
    // Users of a lost worker go to the others: locustio/locust#1766.
    "--enable-rebalancing",
    ...(host === undefined ? [] : ["--host", host]),
    ...(deny.length === 0 ? [] : ["--deny", deny.join(","), ...namespace]),
  ];
}

/** Returns the command of a worker. Its environment can be the same as the master's. */
export function workerCommand(place: LocustPlace, masterHost: string): string[] {
  return [...startOf(place), "--worker", "--master-host", masterHost];
}

function startOf({ programs, scripts, script }: LocustPlace): string[] {
  return [
    ...["python3", `${programs}/start.py`, "--scripts", scripts, "--script", script],
    ...["--stop-timeout", STOP_TIMEOUT],
    // A service that fails under load is a result, not an error of Locust.
    ...["--exit-code-on-error", "0"],
    // A user's locust.conf may ask for a run without a dashboard, which would begin and end by itself.
    "--headful",
  ];
}
