import type { LoadedMock } from "../../campaign/loadMocks.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import { and, type Problem } from "../../problem.ts";

/** Key of `locust-secrets` with the dashboard's password: `src/loadtest/locust/understudy_login.py`. */
const PASSWORD = "DASHBOARD_PASSWORD";

/** Returns what works, but makes the load test say less than people expect. */
export function loadTestWarnings(config: LoadTestConfig, mocks: readonly LoadedMock[]): Problem[] {
  return [...withoutDelays(config, mocks), ...withoutPassword(config)];
}

/** Delays in the mesh are made by the callers' sidecars. */
function withoutDelays(
  { sidecar, where = "loadtests" }: LoadTestConfig,
  mocks: readonly LoadedMock[],
) {
  if (sidecar) return [];
  const inMesh = mocks
    .filter(({ config: { latency }, plan }) => {
      const isDelayed = plan.default !== undefined || Object.keys(plan.routes).length > 0;
      return latency.enabled && latency.inject === "mesh" && isDelayed;
    })
    .map(({ config }) => config.name);
  if (inMesh.length === 0) return [];
  const [mock, its] = inMesh.length === 1 ? ["mock", "Its"] : ["mocks", "Their"];
  return [
    {
      where: `${where}.sidecar`,
      what: `workers without a sidecar that call the ${mock} of ${and(inMesh)} directly find no delay there`,
      fix: `${its} delays are made by the callers' sidecars: those of the service under test still are. Write sidecar: true, or inject: mock in the service.`,
    },
  ];
}

/** A Secret that exists already may have the password. */
function withoutPassword({ expose, secrets, where = "loadtests" }: LoadTestConfig): Problem[] {
  if (expose === undefined || "existing" in secrets || PASSWORD in secrets.values) return [];
  return [
    {
      where: `${where}.expose`,
      what: `everyone who reaches ${expose.gateway} can start load at ${expose.host}`,
      fix: `Add ${PASSWORD} to the load test's secrets, and the dashboard asks for it.`,
    },
  ];
}
