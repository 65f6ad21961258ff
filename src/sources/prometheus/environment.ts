import type { Access } from "./connect.ts";

/** Returns what the environment says about a Prometheus: its keys, and its address if it has one. */
export function environmentAccess(): Partial<Access> {
  const { PROMETHEUS_URL, PROMETHEUS_TOKEN, PROMETHEUS_USERNAME, PROMETHEUS_PASSWORD } =
    process.env;
  return {
    ...(PROMETHEUS_URL && { url: PROMETHEUS_URL }),
    token: PROMETHEUS_TOKEN,
    username: PROMETHEUS_USERNAME,
    password: PROMETHEUS_PASSWORD,
    tenant: process.env.PROMETHEUS_TENANT || undefined,
  };
}
