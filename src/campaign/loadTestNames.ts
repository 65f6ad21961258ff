import type { LoadTestConfig } from "./loadTest.ts";

/** Names of the objects of a load test. */
export interface LoadTestNames {
  namespace: string;
  scripts: string;
  properties: string;
  secrets: string;
  /** ConfigMap with what the jobs and the reporter know of the stack, and with the programs that an image may lack. */
  programs: string;
  serviceAccount: string;
  /** Pod and Service. */
  master: string;
  /** Service of the dashboard. */
  admin: string;
  worker: string;
  reporter: string;
  setup: string;
  cleanup: string;
}

/** Returns the names of a load test's objects. Those of one with a `name` begin with it. */
export function loadTestNames({
  name,
  namespace,
}: Pick<LoadTestConfig, "name" | "namespace">): LoadTestNames {
  const prefix = name === undefined ? "" : `${name}-`;
  return {
    namespace,
    scripts: `${prefix}locust-scripts`,
    properties: `${prefix}locust-properties`,
    secrets: `${prefix}locust-secrets`,
    programs: `${prefix}locust-programs`,
    serviceAccount: `${prefix}loadtest-sa`,
    master: `${prefix}locust-master`,
    admin: `${prefix}locust-admin`,
    worker: `${prefix}locust-worker`,
    reporter: `${prefix}locust-reporter`,
    setup: `${prefix}loadtest-setup`,
    cleanup: `${prefix}loadtest-cleanup`,
  };
}
