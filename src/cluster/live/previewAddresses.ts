import type { KubeConfig } from "@kubernetes/client-node";
import type { IGateway } from "@kubernetes-models/istio/networking.istio.io/v1";
import { serverTakes } from "../../emit/gateway/serverTakes.ts";
import { gatewayFullName } from "../../routing/completeNames.ts";
import { BAGGAGE_MEMBER } from "../../routing/routeKey.ts";
import { listObjects } from "../listObjects.ts";
import { isInMesh, type LiveVirtualService, VIRTUAL_SERVICES } from "./liveVirtualService.ts";

/** A Gateway, as far as it is read here. */
export type LiveGateway = Pick<IGateway, "spec"> & {
  metadata: { name: string; namespace: string };
};

/**
 * Returns the addresses of preview hosts in a cluster, by their keys: `https://preview-pr-12-payments.example.com/`. If
 * Gateways may not be listed, each is taken for one with a certificate.
 *
 * @param all the cluster's VirtualServices
 */
export async function readPreviewAddresses(
  kubeConfig: KubeConfig,
  all: readonly LiveVirtualService[],
): Promise<Map<string, string[]>> {
  const kind = { group: VIRTUAL_SERVICES.group, resource: "gateways" };
  return previewAddresses(all, (await listObjects<LiveGateway>(kubeConfig, kind, [])) ?? []);
}

/** Returns the addresses of preview hosts by their keys, sorted. */
export function previewAddresses(
  all: readonly LiveVirtualService[],
  gateways: readonly LiveGateway[],
): Map<string, string[]> {
  const addresses = new Map<string, string[]>();
  for (const one of all) {
    const key = isInMesh(one) ? undefined : keyGivenBy(one);
    if (key === undefined) continue;
    const found = hostsOf(one).map((host) => `${schemeOf(host, one, gateways)}://${host}/`);
    addresses.set(key, [...(addresses.get(key) ?? []), ...found].sort());
  }
  return addresses;
}

/** Returns the key that every request gets there, or undefined if not all get one and the same. */
function keyGivenBy({ spec }: LiveVirtualService): string | undefined {
  const leading = (spec?.http ?? []).filter(({ route }) => route !== undefined);
  const keys = leading.map(({ headers }) => {
    const [member, key] = (headers?.request?.set?.baggage ?? "").split("=");
    return member === BAGGAGE_MEMBER ? key : undefined;
  });
  const [key] = keys;
  return keys.every((one) => one === key) ? key : undefined;
}

/** Returns the hosts that have one name. */
function hostsOf({ spec }: LiveVirtualService): string[] {
  return (spec?.hosts ?? []).filter((host) => /^[a-z0-9.-]+$/i.test(host));
}

function schemeOf(
  host: string,
  { metadata: { namespace }, spec }: LiveVirtualService,
  gateways: readonly LiveGateway[],
): "http" | "https" {
  const names = (spec?.gateways ?? []).map((name) => gatewayFullName(name, namespace));
  const servers = gateways
    .filter(({ metadata }) => names.includes(`${metadata.namespace}/${metadata.name}`))
    .flatMap((gateway) => gateway.spec?.servers ?? [])
    .filter(({ hosts }) => hosts.some((pattern) => serverTakes(pattern, host, namespace)));
  const isPlain = servers.length > 0 && servers.every(({ port }) => port?.protocol !== "HTTPS");
  return isPlain ? "http" : "https";
}
