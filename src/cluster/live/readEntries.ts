import type { Campaign } from "../../campaign/campaign.ts";
import { declaringStack } from "../../emit/common/stackOwner.ts";
import type { Problem } from "../../problem.ts";
import { readAnnotations } from "../../routing/annotations.ts";
import type { AnnotatedObject } from "../../routing/composeLive.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { askCluster } from "../askCluster.ts";
import { listObjects } from "../listObjects.ts";
import { declaredBy, type LiveVirtualService, VIRTUAL_SERVICES } from "./liveVirtualService.ts";
import { composeWithin, readRoutes } from "./readRoutes.ts";
import { uncomposed } from "./uncomposed.ts";

/** Something that takes requests of a host, and whose it is. */
export interface LiveEntry {
  /** `payments.shop` */
  host: string;
  /** Undefined where requests name the Service, and for a mock that answers everybody. */
  key?: string;
  /** The annotated Service or DestinationRule, `shop/payments-pr-12`. */
  service: string;
  /** Whether its routes are there. They wait until one of its pods is ready. */
  state: "routed" | "waiting";
  /** The stack that declares it; undefined if none does. */
  stack?: string;
}

/** The entries of some hosts, and what is left out of them. */
export interface LiveEntries {
  entries: LiveEntry[];
  problems: Problem[];
}

/**
 * Reads what others than a stack's file say of the hosts that the stack routes: annotated Services, whoever made them.
 *
 * @param root folder of the stack's file
 * @throws {UserError} when the cluster cannot be asked, or something may not be read
 */
export function readEntries(campaign: Campaign, root: string): Promise<LiveEntries> {
  return askCluster(campaign, root, async (kubeConfig, refused): Promise<LiveEntries> => {
    const all = await listObjects<LiveVirtualService>(kubeConfig, VIRTUAL_SERVICES, refused);
    const routes = await readRoutes(kubeConfig, refused);
    const hosts = (campaign.router?.hosts ?? []).map(({ host }) => host);
    const found = (all ?? []).map((one): LiveEntries => {
      const problems: Problem[] = [];
      const declared = declaredBy(one, problems);
      if (declared === undefined || routes === undefined || !hosts.includes(declared.host)) {
        return { entries: [], problems: [] };
      }
      const { counted, waiting, ...live } = composeWithin(declared, routes, one);
      return {
        entries: [
          ...counted.map((object) => entryOf(declared.host, object, "routed")),
          ...waiting.map((object) => entryOf(declared.host, object, "waiting")),
        ],
        problems: [...problems, ...live.problems],
      };
    });
    return {
      entries: found.flatMap(({ entries }) => entries),
      problems: [
        ...found.flatMap(({ problems }) => problems),
        ...hosts.flatMap((host) => uncomposed(host, all ?? [])),
      ],
    };
  });
}

function entryOf(
  host: string,
  { metadata }: AnnotatedObject,
  state: LiveEntry["state"],
): LiveEntry {
  const { name, namespace, annotations = {} } = metadata;
  const key = readAnnotations({ name, namespace, annotations }, [])?.key;
  const stack = declaringStack(metadata);
  return {
    host: shortName(host),
    ...(key !== undefined && { key }),
    service: `${namespace}/${name}`,
    state,
    ...(stack !== undefined && { stack }),
  };
}
