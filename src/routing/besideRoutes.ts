import { and, didYouMean, type Problem, received } from "../problem.ts";
import { gatewayFullName } from "./completeNames.ts";
import { isMapping } from "./readHttpRoutes.ts";
import { serviceHost, shortName } from "./serviceHost.ts";

/** What a team's VirtualService says besides its http routes. */
export interface BesideRoutes {
  namespace?: string;
  /** As written; empty if it is a delegate. */
  hosts: string[];
  /** As written; empty for the mesh. */
  gateways: string[];
  /** The namespaces that see it. Kept. */
  exportTo?: string[];
  /** Labels and annotations that Istio reads, such as `istio.io/rev`. Kept. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** The fields of a VirtualService's spec. `readHttpRoutes` reads or refuses the last three. */
const LISTS = ["hosts", "gateways", "exportTo"];
const FIELDS = [...LISTS, "http", "tcp", "tls"];

/**
 * Reads what a VirtualService says besides its routes. Returns undefined if the value is a list of routes. Fields that
 * nobody knows add problems: they would be lost.
 */
export function readBesideRoutes(
  value: unknown,
  where: string,
  problems: Problem[],
): BesideRoutes | undefined {
  if (!isMapping(value) || !isMapping(value.spec)) return undefined;
  const { spec, metadata } = value;
  for (const field of Object.keys(spec).filter((name) => !FIELDS.includes(name))) {
    const fix = didYouMean(field, FIELDS) ?? `The fields are ${and(FIELDS)}.`;
    problems.push({ where: `${where}: spec.${field}`, what: "no such field", fix });
  }
  const texts = (field: string): string[] => {
    const list = spec[field] ?? [];
    if (Array.isArray(list) && list.every((one) => typeof one === "string")) return list;
    const what = `expected a list of texts, received ${received(list)}`;
    problems.push({ where: `${where}: spec.${field}`, what });
    return [];
  };
  const [hosts = [], gateways = [], exportTo = []] = LISTS.map(texts);
  const { namespace, labels, annotations } = isMapping(metadata) ? metadata : {};
  return {
    ...(typeof namespace === "string" && { namespace }),
    hosts,
    gateways,
    // The dot is the VirtualService's own namespace, which may be another than the router's.
    ...(exportTo.length > 0 && {
      exportTo: exportTo.map((one) =>
        one === "." && typeof namespace === "string" ? namespace : one,
      ),
    }),
    labels: ofIstio(labels),
    annotations: ofIstio(annotations),
  };
}

/** What the stack writes in the VirtualService's place. */
export interface InPlace {
  /** Namespace of names that the VirtualService does not complete itself. */
  namespace: string;
  hosts: readonly string[];
  /** `mesh`, or a Gateway as `namespace/name`. */
  gateways: readonly string[];
}

/** Returns a problem for the hosts and for the gateways that nothing routes once the VirtualService is removed. */
export function lostBeside(beside: BesideRoutes, kept: InPlace, where: string): Problem[] {
  const { namespace = kept.namespace } = beside;
  const hosts = beside.hosts
    .map((host) => serviceHost(host.replace(/^([^.]+\.[^.]+)\.svc$/, "$1"), namespace) ?? host)
    .filter((host) => !kept.hosts.includes(host));
  const gateways = beside.gateways
    .map((name) => gatewayFullName(name, namespace))
    .filter((name) => !kept.gateways.includes(name));
  const lost = (field: string, what: string, names: string[]): Problem[] =>
    names.length === 0
      ? []
      : [
          {
            where: `${where}: spec.${field}`,
            what: `expected no ${what} than ${and(kept[field === "hosts" ? "hosts" : "gateways"].map(shortName))}, received ${and(names.map(shortName))}`,
            fix: `This stack does not write their routes. Keep them in the cluster, in a VirtualService for ${names.length === 1 ? "it" : "them"} alone, and remove ${names.length === 1 ? "it" : "them"} here.`,
          },
        ];
  return [...lost("hosts", "other hosts", hosts), ...lost("gateways", "other gateways", gateways)];
}

/** Returns the labels or annotations with a name of Istio's, such as `istio.io/rev`. */
function ofIstio(metadata: unknown): Record<string, string> {
  const entries = Object.entries(isMapping(metadata) ? metadata : {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      /^([\w-]+\.)*istio\.io\//.test(name) ? [[name, String(value)]] : [],
    ),
  );
}
