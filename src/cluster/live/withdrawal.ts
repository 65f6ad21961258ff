import type { KubeConfig } from "@kubernetes/client-node";
import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Campaign } from "../../campaign/campaign.ts";
import { ownerOf } from "../../emit/common/stackOwner.ts";
import { isoSeconds } from "../../isoSeconds.ts";
import type { Problem } from "../../problem.ts";
import {
  annotatedOrigin,
  ROUTE_KEY,
  ROUTE_ORIGIN,
  ROUTE_SUBSET,
  ROUTE_WITHDRAWN,
  STACK_LABEL,
} from "../../routing/annotations.ts";
import type { Destination } from "../../routing/entry.ts";
import { serviceHost, shortName } from "../../routing/serviceHost.ts";
import { askCluster } from "../askCluster.ts";
import { listObjects } from "../listObjects.ts";
import { composeFor } from "./composeFor.ts";
import { type MarkedObject, markWithdrawn } from "./markWithdrawn.ts";

/** A VirtualService that sends requests to a copy. */
export interface LeadingVirtualService {
  /** `shop/payments-router` */
  name: string;
  /** The stack that declares it, or undefined if none does. */
  stack?: string;
  /** The copy's Service as `payments-pr-12.shop`; with `routeTo: subset` the origin's. */
  destination: string;
}

/** What some stacks declare for the routers of others, in one cluster. */
export interface Withdrawal {
  /**
   * Marks it, so that all who compose routes leave it out, and composes its hosts. Objects that are marked stay as they
   * are.
   */
  withdraw(): Promise<void>;
  /** Takes the marks off, and composes the hosts if there were some. */
  restore(): Promise<void>;
  /** Resolves to the VirtualServices whose routes still lead there. */
  leading(): Promise<LeadingVirtualService[]>;
}

/** An object of a namespace. */
export interface FoundObject {
  metadata: {
    uid: string;
    name: string;
    namespace: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
}

/** Group and plural of the kinds that are marked. A Deployment is marked for `preview list` alone. */
const KINDS = [
  { group: "", resource: "services" },
  { group: "networking.istio.io", resource: "destinationrules" },
  { group: "apps", resource: "deployments" },
];

/**
 * Reads what stacks declare for routers.
 *
 * @param campaign the stack whose cluster is asked
 * @param root folder of that stack's file
 * @param uids of the objects in the states of the stacks that declare it: another project's stack may have the same name
 * @throws {UserError} when the cluster cannot be asked or something may not be read; each method throws the same
 */
export async function readWithdrawal(
  campaign: Campaign,
  root: string,
  uids: readonly string[],
): Promise<Withdrawal> {
  const own = new Set(uids);
  const ask = <T>(work: (kubeConfig: KubeConfig, problems: Problem[]) => Promise<T>) =>
    askCluster(campaign, root, work);
  const found = await ask(async (kubeConfig, problems) => {
    const lists = await Promise.all(
      KINDS.map(async (kind) => {
        const all = (await listObjects<FoundObject>(kubeConfig, kind, problems)) ?? [];
        return all
          .filter((one) => own.has(one.metadata.uid) && isRouted(one))
          .map(({ metadata }) => ({ kind, metadata }));
      }),
    );
    return lists.flat();
  });
  const destinations = found
    .filter(({ metadata }) => metadata.annotations?.[ROUTE_ORIGIN] !== undefined)
    .map(({ metadata }) => destinationOf(metadata));
  const marked = new Set(
    found.filter(({ metadata }) => metadata.annotations?.[ROUTE_WITHDRAWN] !== undefined),
  );
  const hosts = found.flatMap(({ metadata: { namespace, annotations = {} } }) => {
    return annotatedOrigin({ namespace, annotations }) ?? [];
  });
  const mark = (objects: Iterable<FoundObject & MarkedObject>, time: string | null) =>
    ask(async (kubeConfig, problems) => {
      for (const object of objects) {
        await markWithdrawn(kubeConfig, object, time, problems);
        if (time === null) marked.delete(object);
        else marked.add(object);
      }
    });
  return {
    async withdraw() {
      await mark(
        found.filter((object) => !marked.has(object)),
        isoSeconds(Date.now()),
      );
      // What stays as it is still leads there, and is told by its name.
      await composeFor(campaign, root, hosts);
    },
    async restore() {
      if (marked.size === 0) return;
      await mark([...marked], null);
      await composeFor(campaign, root, hosts);
    },
    leading: () =>
      ask(async (kubeConfig, problems) => {
        const kind = { group: "networking.istio.io", resource: "virtualservices" };
        const all = await listObjects<FoundObject & IVirtualService>(kubeConfig, kind, problems);
        return (all ?? []).flatMap((one) => leadingOf(one, destinations));
      }),
  };
}

/** Returns whether an object is something that routers lead to, or the pods behind it. */
function isRouted({ metadata: { labels = {}, annotations = {} } }: FoundObject): boolean {
  return annotations[ROUTE_ORIGIN] !== undefined || labels[ROUTE_KEY] !== undefined;
}

function destinationOf({
  name,
  namespace,
  annotations = {},
}: FoundObject["metadata"]): Destination {
  const { [ROUTE_ORIGIN]: origin = "", [ROUTE_SUBSET]: subset } = annotations;
  const host = subset === undefined ? serviceHost(name, namespace) : serviceHost(origin, namespace);
  return { host: host ?? "", ...(subset !== undefined && { subset }) };
}

/** Returns the VirtualService if any of its routes leads to one of the destinations; else an empty list. */
export function leadingOf(
  { metadata, spec }: FoundObject & IVirtualService,
  destinations: readonly Destination[],
): LeadingVirtualService[] {
  const { name, namespace, labels = {} } = metadata;
  const used = (spec?.http ?? []).flatMap(({ route = [] }) => route.map((one) => one.destination));
  const found = destinations.find(({ host, subset }) =>
    used.some(
      (one) => (serviceHost(one.host, namespace) ?? one.host) === host && one.subset === subset,
    ),
  );
  if (found === undefined) return [];
  const stack = ownerOf(metadata)?.stack ?? labels[STACK_LABEL];
  return [
    {
      name: `${namespace}/${name}`,
      ...(stack !== undefined && { stack }),
      destination: shortName(found.host),
    },
  ];
}
