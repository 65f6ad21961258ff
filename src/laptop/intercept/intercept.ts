import type { Duplex } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import { composeHosts } from "../../cluster/live/composeHosts.ts";
import { endpointsThere } from "../../cluster/live/endpointsThere.ts";
import { type Problem, UserError } from "../../problem.ts";
import { shortName } from "../../routing/serviceHost.ts";
import { FIRST_PORT, type InterceptSettings } from "../agent/settings.ts";
import type { TellRoutes } from "../routed/routeLook.ts";
import { watchRoutes } from "../routed/watchRoutes.ts";
import { leave } from "./leave.ts";
import { taking } from "./listAgents.ts";
import { originPod } from "./originPod.ts";
import type { InterceptPlan } from "./planIntercept.ts";
import { type AgentOptions, type StartedAgent, startAgent } from "./startAgent.ts";

export interface InterceptOptions
  extends AgentOptions,
    Pick<InterceptSettings, "routes" | "mirror"> {
  /** Opens a connection to a local port, for each that the agent has. A rejection is told with its code. */
  dial(port: number): Promise<Duplex>;
}

/** An intercept that is there. */
export interface Intercept extends StartedAgent {
  /** The plain header of keys. */
  keyHeader: string;
  /** The VirtualServices that lead to the agent: `shop/payments-router`. */
  leading: string[];
  /** What was found wrong with entries, this one's or others'. */
  problems: Problem[];
}

/** The agent's pod may need so long to be ready, in milliseconds. */
const READY_LIMIT = 120_000;

/**
 * Makes the agent of an intercept, links it to this machine, and has the Service's host composed with its key.
 *
 * @param tell called when others change its routes
 * @throws {UserError} with what the cluster refuses; nothing is left of it then
 */
export async function intercept(
  kubeConfig: KubeConfig,
  { target, host, key, keyHeader, name, held, virtualServices }: InterceptPlan,
  { dial, routes, mirror, tell, ...options }: InterceptOptions & { tell: TellRoutes },
): Promise<Intercept> {
  const { namespace, ports } = target;
  if (held !== undefined) await leave(kubeConfig, held);

  const settings = {
    ...{ name, namespace },
    intercept: {
      ...{ origin: host, key, keyHeader, ...(routes && { routes }), ...(mirror && { mirror }) },
      ports: ports.map(({ port: { port }, local }, i) => ({
        ...{ port, listen: FIRST_PORT + i, toLaptop: local !== undefined },
      })),
    },
    virtualServices: virtualServices.filter((one) => one.namespace === namespace),
  };
  const purpose = {
    settings,
    origin: originPod(target.deployment.spec?.template ?? {}),
    ports: ports.map(({ port }) => port),
    accept: (port: number) => dial(ports.find((one) => one.port.port === port)?.local ?? 0),
    found: { service: shortName(host), host, key, ...taking(settings.intercept) },
  };
  return startAgent(kubeConfig, options, purpose, async (started) => {
    await endpointsThere(kubeConfig, [`${namespace}/${name}`], READY_LIMIT);
    const composed = await composeHosts(kubeConfig, [host]);
    const own = composed.problems.filter(({ where }) =>
      where.startsWith(`Service ${namespace}/${name}`),
    );
    // Its entry is left out: no request would come.
    if (own.length > 0) throw new UserError(own);
    const { agent, link } = started;
    const ended = new AbortController();
    void watchRoutes(kubeConfig, { agent, link, key, virtualServices }, tell, ended.signal);
    return {
      ...{ ...started, keyHeader },
      withdraw() {
        ended.abort();
        started.withdraw();
      },
      leave() {
        ended.abort();
        return started.leave();
      },
      leading: virtualServices.map((one) => `${one.namespace}/${one.name}`),
      problems: [...composed.problems, ...composed.untouched],
    };
  });
}
