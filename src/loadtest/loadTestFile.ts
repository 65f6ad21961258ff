import type { LoadTestConfig } from "../campaign/loadTest.ts";
import type { LoadTestNames } from "../campaign/loadTestNames.ts";
import type { MockHosts } from "../campaign/mockHosts.ts";
import type { MockRecord } from "./runRecord.ts";

/**
 * What the CronJobs and the reporter know of the stack: `loadtest.json` in the ConfigMap `locust-programs`. It holds no
 * secret.
 */
export interface LoadTestFile {
  format: 1;
  /** `loadtest`, or its `name`. */
  loadTest: string;
  stack: string;
  commit?: string;
  names: LoadTestNames;
  config: Pick<
    LoadTestConfig,
    | "where"
    | "host"
    | "service"
    | "prometheus"
    | "run"
    | "headless"
    | "maxAgeSeconds"
    | "report"
    | "thresholds"
    | "allow"
  >;
  mocks: (MockRecord & MockHosts)[];
  versions: Record<string, string>;
}
