import type { KubeConfig } from "@kubernetes/client-node";
import type { Service } from "kubernetes-types/core/v1.d.ts";
import { listObjects } from "../../cluster/listObjects.ts";
import { getThroughTunnel } from "../../cluster/tunnel/getThroughTunnel.ts";
import { declaringStack } from "../../emit/common/stackOwner.ts";
import { LAPTOP_LABEL } from "../../emit/laptop/agentPlan.ts";
import { ROUTE_KEY, ROUTE_ORIGIN } from "../../routing/annotations.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { LAPTOP_PATH, PROBE_PORT } from "../agent/settings.ts";
import type { Standing } from "./findStanding.ts";

/** An agent that a stack declares, as `list` shows it. */
export interface FoundStanding extends Standing {
  /** `payments.shop` */
  service: string;
  key: string;
  /** The stack that declares it: `acme/shop/stg`. */
  stack: string;
  /** Whose laptop is there, `ann@mac since 2026-11-27T10:00Z`; null: nobody's. Undefined if the agent does not say it. */
  holder: string | null | undefined;
}

/**
 * Returns the agents that stacks declare in a namespace. Each is asked who is there.
 *
 * @param namespace undefined for all
 * @returns none without the right to list Services
 */
export async function listStanding(
  kubeConfig: KubeConfig,
  namespace: string | undefined,
): Promise<FoundStanding[]> {
  const kind = { group: "", resource: "services", ...(namespace !== undefined && { namespace }) };
  const query = `?labelSelector=${LAPTOP_LABEL}`;
  const services = (await listObjects<Service>(kubeConfig, kind, [], query)) ?? [];
  return Promise.all(
    services.flatMap(({ metadata = {} }) => {
      const { name = "", namespace = "", annotations = {} } = metadata;
      const stack = declaringStack(metadata);
      // Others are those of agents that a command has made.
      if (stack === undefined) return [];
      const standing = { namespace, name, pod: `${name}-0` };
      const service = shortName(annotations[ROUTE_ORIGIN] ?? "");
      const key = annotations[ROUTE_KEY] ?? "";
      return [
        holderAt(kubeConfig, standing).then((holder) => ({
          ...{ ...standing, service, key, stack, holder },
        })),
      ];
    }),
  );
}

async function holderAt(
  kubeConfig: KubeConfig,
  { namespace, pod }: Standing,
): Promise<FoundStanding["holder"]> {
  try {
    const place = { namespace, pod, port: PROBE_PORT };
    const { body } = await getThroughTunnel(kubeConfig, place, LAPTOP_PATH);
    // An agent of an earlier version has an empty answer for any question.
    return body === "" ? undefined : JSON.parse(body);
  } catch {
    // Its pod may be starting.
    return undefined;
  }
}
