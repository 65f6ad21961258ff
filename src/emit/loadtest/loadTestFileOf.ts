import { createHash } from "node:crypto";
import { packageVersion } from "../../asset.ts";
import type { LoadedMock } from "../../campaign/loadMocks.ts";
import type { LoadTestConfig } from "../../campaign/loadTest.ts";
import type { LoadTestNames } from "../../campaign/loadTestNames.ts";
import { loadTestTitle } from "../../campaign/loadTestOf.ts";
import { mockHosts } from "../../campaign/mockHosts.ts";
import type { LoadTestFile } from "../../loadtest/loadTestFile.ts";

/** What a load test's programs know of the stack beside its own settings. */
export interface AroundLoadTest {
  stack: string;
  /** Of the project, when it is known. */
  commit?: string;
  mocks: readonly LoadedMock[];
}

/** Returns what the CronJobs and the reporter know of the stack. It has no secret, and nothing that only Pulumi knows. */
export function loadTestFileOf(
  config: LoadTestConfig,
  names: LoadTestNames,
  { stack, commit, mocks }: AroundLoadTest,
): LoadTestFile {
  const { where, host, service, prometheus, run, headless, maxAgeSeconds, report } = config;
  const { thresholds, allow } = config;
  const { locust } = config.images;
  return {
    format: 1,
    loadTest: loadTestTitle(config),
    stack,
    ...(commit !== undefined && { commit }),
    names,
    config: {
      ...(where !== undefined && { where }),
      ...(host !== undefined && { host }),
      ...(service !== undefined && { service }),
      ...(prometheus !== undefined && { prometheus }),
      ...{ run, headless, maxAgeSeconds, report, thresholds, allow },
    },
    mocks: mocks.map((mock) => ({
      name: mock.config.name,
      profile: profileOf(mock),
      ...mockHosts(mock.config, config.key),
    })),
    versions: {
      understudy: packageVersion(),
      ...("build" in locust && { locust: locust.build.locust }),
    },
  };
}

/** Returns a digest of a mock's document and delays. */
function profileOf({ table, plan }: LoadedMock): string {
  return `sha256:${createHash("sha256")
    .update(JSON.stringify([table, plan]))
    .digest("hex")}`;
}
