import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { claimName, componentName } from "../src/pulumi/claimName.ts";
import { kubernetesArgs } from "../src/pulumi/kubernetesArgs.ts";
import { entryArgs, planLocalIntercept } from "../src/pulumi/laptop/planLocalIntercept.ts";
import { fillOutputs } from "../src/pulumi/outputs.ts";
import { withPlan } from "../src/pulumi/planned.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import type { LocalInterceptArgs } from "./localInterceptArgs.ts";
import type { RouteEntryArgs } from "./routeArgs.ts";

/**
 * An agent that waits for one laptop, which answers the requests of a route key; while the laptop is away the Service
 * itself answers. Whoever works on that laptop needs no other right than `pods/portforward`.
 *
 * @example
 * const ann = new LocalIntercept("payments-ann", {
 *   service: "payments",
 *   namespace: "shop",
 *   key: "ann",
 *   fingerprints: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
 * }, { provider });
 * new ServiceRouter("payments", { host: "payments.shop", entries: [ann.entry] }, { provider, dependsOn: ann });
 */
export class LocalIntercept extends pulumi.ComponentResource {
  /** Where requests with the key go, for `ServiceRouter` and `PreviewGateway`. */
  readonly entry: pulumi.Output<RouteEntryArgs>;
  /** What is run on the laptop, with the port that answers there. */
  readonly command: pulumi.Output<string>;

  /** @throws {UserError} with every mistake in the arguments; nothing is declared then */
  constructor(name: string, args: LocalInterceptArgs, opts?: pulumi.ComponentResourceOptions) {
    const { config, agent, outputs } = planLocalIntercept(name, args);

    super("understudy:index:LocalIntercept", name, { key: config.key }, ownedByStack(opts));

    const provider = this.getProvider("kubernetes:apps/v1:StatefulSet");
    const thing = `the agent ${agent.statefulSet.metadata?.name} in ${config.namespace}`;
    const fix = "Give one of the two another key.";
    claimName({ thing, component: componentName(this), argument: "key", fix }, provider);

    const { timeout } = config;
    const child = {
      parent: this,
      customTimeouts: { create: timeout, update: timeout, delete: timeout },
    };
    const { apps, core, networking } = kubernetes;
    const account = new core.v1.ServiceAccount(
      `${name}-account`,
      kubernetesArgs(agent.serviceAccount),
      child,
    );
    const policy = new networking.v1.NetworkPolicy(
      `${name}-network-policy`,
      kubernetesArgs(agent.networkPolicy),
      child,
    );
    const pod = new apps.v1.StatefulSet(
      `${name}-stateful-set`,
      kubernetesArgs(fillOutputs(agent.statefulSet, outputs)),
      { ...child, dependsOn: [account, policy] },
    );
    // Its annotations are the entry: no key leads to an agent that is not there.
    const service = new core.v1.Service(`${name}-service`, kubernetesArgs(agent.service), {
      ...child,
      dependsOn: pod,
    });

    const { key } = config;
    const entry = entryArgs(agent);
    const known = <T>(value: T) => service.metadata.name.apply(() => value);
    this.entry = withPlan(known<RouteEntryArgs>(entry), entry);
    this.command = known(
      `understudy intercept ${config.service} --port 8080 --key ${key} -n ${config.namespace}`,
    );
    this.registerOutputs({ entry: this.entry, command: this.command });
  }
}
