import { kubectl } from "../e2e/run.ts";

/** What a sidecar says of a request that it sent on. */
export interface Logged {
  /** `x-request-id`. */
  id: string;
  /** `DI` if the sidecar delayed it, `NR` if no route took it, `-` if nothing was special. */
  flags: string;
  /** Name of the route in the VirtualService. */
  route: string;
  /** `outbound|80||payments.shop.svc.cluster.local`. */
  cluster: string;
}

/** The words of a line in Istio's default format, counted from 0. */
const PLACES = { flags: 3, id: 13, cluster: 16, route: 21 };

/** Returns what the sidecar of a pod has logged so far, by request id. */
export async function logged(...pod: string[]): Promise<Map<string, Logged>> {
  const text = await kubectl("logs", ...pod, "-c", "istio-proxy");
  const lines = text.split("\n").filter((line) => line.startsWith("["));
  return new Map(lines.map(parse).map((line) => [line.id, line]));
}

function parse(line: string): Logged {
  const words = [...line.matchAll(/"([^"]*)"|\[[^\]]*\]|\S+/g)];
  const at = (place: number) => words[place]?.[1] ?? words[place]?.[0] ?? "";
  return {
    id: at(PLACES.id),
    flags: at(PLACES.flags),
    // The last of the line, with spaces.
    route: line.slice(words[PLACES.route]?.index),
    cluster: at(PLACES.cluster),
  };
}
