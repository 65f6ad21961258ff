import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import { editedConfigMaps } from "../src/emit/loadtest/filledLoadTest.ts";
import { claimName, componentName } from "../src/pulumi/claimName.ts";
import { istioObject } from "../src/pulumi/istioObject.ts";
import { kubernetesArgs } from "../src/pulumi/kubernetesArgs.ts";
import { loadTestImages } from "../src/pulumi/loadtest/loadTestImages.ts";
import { planLoadTest } from "../src/pulumi/loadtest/planLoadTest.ts";
import { fillOutputs } from "../src/pulumi/outputs.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { namespaceOfProgram } from "../src/pulumi/sharedNamespace.ts";
import { warn } from "../src/pulumi/warn.ts";
import type { LoadTestArgs } from "./loadTestArgs.ts";

/**
 * A load test with Locust: the CronJobs that a console runs by a click, what they read, and their rights. The Locust
 * cluster itself is made by `loadtest-setup` and removed by `loadtest-cleanup`.
 *
 * @example
 * const loadTest = new LoadTest("checkout", {
 *   script: "checkout.py",
 *   workers: 4,
 *   host: "http://orders.shop",
 *   images: { registry: { url: "registry.example.com/loadtest" } },
 * }, { provider });
 * export const start = loadTest.start;
 */
export class LoadTest extends pulumi.ComponentResource {
  /** Name of the namespace that everything is in. */
  readonly namespace: pulumi.Output<string>;
  /** A command that does what a click on `loadtest-setup` does. */
  readonly start: pulumi.Output<string>;
  /** Address of the dashboard, or the command that opens it. */
  readonly dashboard: pulumi.Output<string>;

  /** @throws {UserError} with every mistake in the arguments and in the scripts; nothing is declared then */
  constructor(name: string, args: LoadTestArgs, opts?: pulumi.ComponentResourceOptions) {
    const planned = planLoadTest(name, args);
    const { config, names, objects, outputs, warnings } = planned;

    super("understudy:index:LoadTest", name, { script: config.script }, ownedByStack(opts));
    warn(warnings, this);

    const provider = this.getProvider("kubernetes:core/v1:ConfigMap");
    const thing = `the load test ${names.namespace}/${names.setup}`;
    const fix = "Give one of the two a name or a namespace of its own.";
    claimName({ thing, component: componentName(this), argument: "name", fix }, provider);

    const { timeout } = config;
    const customTimeouts = { create: timeout, update: timeout, delete: timeout };
    const namespace =
      objects.namespace &&
      namespaceOfProgram(
        {
          name: names.namespace,
          timeout,
          object: objects.namespace,
          component: componentName(this),
        },
        provider,
      );
    const child = { parent: this, dependsOn: namespace ?? [], customTimeouts };
    const images = loadTestImages(config, outputs, this);
    const { core, rbac, batch } = kubernetes;

    const edited = pulumi
      .all([images.locustImage, images.jobsImage, planned.live])
      .apply(([locustImage, jobsImage, live]) => {
        const { warnings, ...configMaps } = editedConfigMaps(
          planned,
          { locustImage, jobsImage },
          live,
        );
        warn(warnings, this);
        return configMaps;
      });
    const configMaps = (["properties", "scripts"] as const).map((which) => {
      const args = configMapArgs(
        objects[which],
        edited.apply((all) => all[which]),
      );
      return new core.v1.ConfigMap(`${name}-${which}`, args, child);
    });
    const { programs, secret, gateway, virtualService } = objects;
    if (programs) {
      configMaps.push(new core.v1.ConfigMap(`${name}-programs`, kubernetesArgs(programs), child));
    }
    if (secret) {
      const stringData = pulumi.secret(fillOutputs(secret.stringData ?? {}, outputs));
      new core.v1.Secret(
        `${name}-secrets`,
        { ...kubernetesArgs<object>(secret), stringData },
        child,
      );
    }

    const account = new core.v1.ServiceAccount(
      `${name}-account`,
      kubernetesArgs(objects.serviceAccount),
      child,
    );
    const role = new rbac.v1.Role(`${name}-role`, kubernetesArgs(objects.role), child);
    const bound = { ...child, dependsOn: [role, account] };
    const bindings = [
      new rbac.v1.RoleBinding(`${name}-role-binding`, kubernetesArgs(objects.roleBinding), bound),
    ];
    if (objects.serviceRole && objects.serviceRoleBinding) {
      const serviceRole = new rbac.v1.Role(
        `${name}-service-role`,
        kubernetesArgs(objects.serviceRole),
        child,
      );
      bindings.push(
        new rbac.v1.RoleBinding(
          `${name}-service-role-binding`,
          kubernetesArgs(objects.serviceRoleBinding),
          { ...child, dependsOn: [serviceRole, account] },
        ),
      );
    }

    const ready = { ...child, dependsOn: [...configMaps, ...bindings] };
    const cronJobs = (["setup", "cleanup"] as const).map(
      (command) =>
        new batch.v1.CronJob(
          `${name}-${command}`,
          kubernetesArgs(objects[command], { ...images }),
          ready,
        ),
    );
    const made =
      gateway && istioObject(`${name}-gateway`, fillOutputs(gateway, outputs), { parent: this });
    if (virtualService) {
      istioObject(`${name}-expose`, virtualService, {
        ...child,
        dependsOn: made ?? namespace ?? [],
      });
    }

    // Outputs wait for the CronJobs. A preview shows their values already.
    const known = (value: string) =>
      pulumi
        .all([value, ...cronJobs.map(({ metadata }) => metadata.name)])
        .apply(([text]) => text ?? "");
    const { expose } = config;
    const scheme = expose?.create !== undefined && !expose.create.tlsSecret ? "http" : "https";
    this.namespace = known(names.namespace);
    this.start = known(
      `kubectl create job -n ${names.namespace} --from=cronjob/${names.setup} ${names.setup}-$(date +%s)`,
    );
    this.dashboard = known(
      expose === undefined
        ? `kubectl port-forward -n ${names.namespace} service/${names.admin} 8089:8089`
        : `${scheme}://${expose.host}${expose.path}`,
    );
    this.registerOutputs({
      namespace: this.namespace,
      start: this.start,
      dashboard: this.dashboard,
    });
  }
}

/** Returns a ConfigMap's arguments. Edits and images are known later than its name, and than whether it has other files. */
function configMapArgs(
  { metadata, binaryData }: ConfigMap,
  object: pulumi.Output<ConfigMap>,
): kubernetes.core.v1.ConfigMapArgs {
  return {
    metadata: { ...metadata, annotations: object.apply((one) => one.metadata?.annotations ?? {}) },
    data: object.apply((one) => one.data ?? {}),
    ...(binaryData && { binaryData: object.apply((one) => one.binaryData ?? {}) }),
  };
}
