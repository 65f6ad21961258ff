import type { KubeConfig } from "@kubernetes/client-node";
import { podsName, sharingName } from "../../emit/laptop/agentName.ts";
import { LAPTOP_LABEL } from "../../emit/laptop/agentPlan.ts";
import { serviceHost, shortName } from "../../routing/serviceHost.ts";
import { keepLed } from "../led/keepLed.ts";
import { leadService } from "../led/leadService.ts";
import type { LinkState } from "../link/link.ts";
import type { Intercept, InterceptOptions } from "./intercept.ts";
import { leave } from "./leave.ts";
import { taking } from "./listAgents.ts";
import { originPod } from "./originPod.ts";
import type { LedInterceptPlan } from "./planIntercept.ts";
import { startAgent } from "./startAgent.ts";

/**
 * Makes the agent of an intercept, links it to this machine, and has the Service itself lead to it.
 *
 * @param tell called with why the Service cannot lead to an agent that was moved
 * @throws {UserError} with what the cluster refuses; nothing is left of it then
 */
export async function interceptLed(
  kubeConfig: KubeConfig,
  { target, host, key, keyHeader, name, held, led }: LedInterceptPlan,
  { dial, routes, mirror, onState, ...options }: InterceptOptions & { tell(error: unknown): void },
): Promise<Intercept> {
  const { namespace, service, deployment } = target;
  const { ports, pods } = led;
  for (const one of held) await leave(kubeConfig, one);

  const place = { namespace, service };
  const made = Date.now();
  const sharing = key === undefined ? undefined : sharingName(name, made);
  const shared = sharing !== undefined && { host: serviceHost(sharing, namespace) ?? "" };
  const agent = { agent: name, to: { [LAPTOP_LABEL]: name }, made, ...shared };
  const lead = () => leadService(kubeConfig, place, agent);
  const kept = keepLed(lead, options.tell);
  const own = key !== undefined && { key };
  const taken = { ...(routes && { routes }), ...(mirror && { mirror }) };
  const purpose = {
    settings: {
      ...{ name, namespace, virtualServices: [] },
      intercept: {
        ...{ origin: host, keyHeader, ...own, ...taken },
        ports: ports.map(({ port: { port }, local, ...rest }) => ({
          ...rest,
          ...{ port, toLaptop: local !== undefined },
        })),
        led: { service, pods: serviceHost(podsName(name), namespace) ?? "", made },
      },
    },
    origin: originPod(deployment.spec?.template ?? {}),
    ports: ports.map(({ port }) => port),
    pods,
    ...(sharing !== undefined && { sharing }),
    accept: (port: number) => dial(ports.find((one) => one.port.port === port)?.local ?? 0),
    found: { service: shortName(host), host, led: service, ...own, ...taking(taken) },
  };
  const told = {
    ...options,
    onState(state: LinkState) {
      kept.onState(state);
      onState?.(state);
    },
  };
  return startAgent(kubeConfig, told, purpose, async (started) => {
    await lead();
    return {
      ...{ ...started, keyHeader, leading: [], problems: [] },
      async leave() {
        await kept.stop();
        await started.leave();
      },
    };
  });
}
