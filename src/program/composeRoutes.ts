import * as pulumi from "@pulumi/pulumi";
import { mockNames } from "../campaign/mockNames.ts";
import { unaskable } from "../cluster/askCluster.ts";
import { connect } from "../cluster/connection.ts";
import { composeHosts } from "../cluster/live/composeHosts.ts";
import { endpointsThere } from "../cluster/live/endpointsThere.ts";
import { type MarkedObject, markWithdrawn } from "../cluster/live/markWithdrawn.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import { isoSeconds } from "../isoSeconds.ts";
import type { Plan } from "../plan/planStack.ts";
import { formatProblem, type Problem, UserError } from "../problem.ts";
import { SETTLE_SECONDS } from "../settle.ts";

/**
 * Composes all hosts that a stack routes or has entries of, when all that it declares is there. What Pulumi is about to
 * delete is marked first: whoever composes a host meanwhile leaves it out, too.
 *
 * @param state what the stack had before this update
 * @param planned what it has now, of what routes can lead to: `Service shop/payments-pr-12`
 * @returns whether some routes were changed
 * @throws {UserError} when a host that the stack routes cannot be composed: an update that fails deletes nothing
 */
export async function composeRoutes(
  plan: Plan,
  { origins = {}, destinations = [] }: Pick<StackState, "origins" | "destinations">,
  planned: readonly string[],
): Promise<boolean> {
  const { campaign, routing } = plan;
  const routed = routing.routers.map(({ host }) => host);
  const own = ownEntries(plan);
  const hosts = [...routed, ...own.map(({ origin }) => origin), ...Object.values(origins)];
  if (hosts.length === 0) return false;
  const made = own
    .flatMap(({ service }) => service ?? [])
    .filter((service) => !destinations.includes(`Service ${service}`));
  const problems: Problem[] = [];
  const compose = async () => {
    const kubeConfig = await connect(campaign.kubeContext);
    for (const title of Object.keys(origins)) {
      const time = planned.includes(title) ? null : isoSeconds(Date.now());
      await markWithdrawn(kubeConfig, markedObject(title), time, problems);
    }
    await endpointsThere(kubeConfig, made, SETTLE_SECONDS * 1000);
    return composeHosts(kubeConfig, hosts);
  };
  const composed = await compose().catch((error: unknown) => {
    throw new UserError([unaskable(error, campaign.stack)]);
  });
  problems.push(...composed.problems, ...composed.untouched, ...waitingFor(own, composed.waiting));
  if (routed.some((host) => !composed.hosts.includes(host))) throw new UserError(problems);
  for (const problem of problems) pulumi.log.warn(formatProblem(problem));
  return composed.written.length > 0;
}

function waitingFor(own: { service?: string }[], waiting: readonly string[]): Problem[] {
  const services = own.flatMap(({ service }) => service ?? []);
  return services
    .filter((service) => waiting.includes(service))
    .map((service) => ({
      where: `Service ${service}`,
      what: "has no pod that is ready, so no requests are sent there yet",
      fix: "Its routes come with the next update of any stack after a pod is ready.",
    }));
}

/** Returns what of the stack takes others' requests: their Services, and its own if it has one, `shop/payments-pr-12`. */
function ownEntries({ campaign, routing }: Plan): { service?: string; origin: string }[] {
  return [
    ...routing.previews.map(({ replica: { service, entry } }) => {
      const { namespace, name } = service?.metadata ?? {};
      return { origin: entry.origin, ...(service && { service: `${namespace}/${name}` }) };
    }),
    ...campaign.services.flatMap((config) => {
      const { namespace, resource } = mockNames(config);
      const { replaces } = config;
      return replaces === undefined
        ? []
        : [{ service: `${namespace}/${resource}`, origin: replaces.host }];
    }),
  ];
}

function markedObject(title: string): MarkedObject {
  const [kind, path = ""] = title.split(" ");
  const [namespace = "", name = ""] = path.split("/");
  return {
    kind:
      kind === "Service"
        ? { group: "", resource: "services" }
        : { group: "networking.istio.io", resource: "destinationrules" },
    metadata: { name, namespace },
  };
}
