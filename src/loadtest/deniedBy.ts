import type { LoadTestConfig } from "../campaign/loadTest.ts";
import { allows, hostName } from "./hostName.ts";

/** Returns the entry of a load test's `deny` that covers a URL's host, or undefined if the host may get load. */
export function deniedBy(
  url: string,
  { deny, service }: Pick<LoadTestConfig, "deny" | "service">,
): string | undefined {
  const namespace = service?.namespace ?? "default";
  const host = hostName(URL.canParse(url) ? new URL(url).hostname : url, namespace);
  return deny.find((entry) => allows(entry, host, namespace));
}
