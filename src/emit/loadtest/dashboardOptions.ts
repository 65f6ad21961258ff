import type { LoadTestConfig } from "../../campaign/loadTest.ts";

/** Returns the master's options for its dashboard, which begins with what the stack says of a run. */
export function dashboardOptions({
  run,
  expose,
}: Pick<LoadTestConfig, "run" | "expose">): string[] {
  const { users, spawnRate, runTimeSeconds, tags = [] } = run;
  const { path = "/" } = { ...expose };
  return [
    ...option("users", users),
    ...option("spawn-rate", spawnRate),
    // Locust takes whole numbers with units.
    ...option("run-time", runTimeSeconds && `${Math.ceil(runTimeSeconds)}s`),
    ...option("web-base-path", path === "/" ? undefined : path),
    ...(tags.length === 0 ? [] : ["--tags", ...tags]),
  ];
}

function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}`, String(value)];
}
