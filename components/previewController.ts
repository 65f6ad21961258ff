import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { claimName, componentName } from "../src/pulumi/claimName.ts";
import { controllerImage } from "../src/pulumi/controller/controllerImage.ts";
import { planPreviewController } from "../src/pulumi/controller/planPreviewController.ts";
import { kubernetesArgs } from "../src/pulumi/kubernetesArgs.ts";
import { ownedByStack } from "../src/pulumi/running/ownedByStack.ts";
import { warn } from "../src/pulumi/warn.ts";
import type { PreviewControllerArgs } from "./previewControllerArgs.ts";

/**
 * The controller that makes copies of annotated Deployments for pull requests: its Deployment, and a ServiceAccount with
 * exactly the rights that it uses.
 *
 * @example
 * new PreviewController("previews", {
 *   github: { secret: "github" },
 *   registry: { url: "registry.example.com/mocks" },
 * }, { provider });
 */
export class PreviewController extends pulumi.ComponentResource {
  /** Address of its metrics for Prometheus. */
  readonly metrics: pulumi.Output<string>;
  /** Address for GitHub's webhooks, in the cluster; empty without them. */
  readonly webhook: pulumi.Output<string>;

  /** @throws {UserError} with every mistake in the arguments; nothing is declared then */
  constructor(name: string, args: PreviewControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    const { config, objects, outputs, warnings } = planPreviewController(name, args);

    super("understudy:index:PreviewController", name, {}, ownedByStack(opts));
    warn(warnings, this);

    const provider = this.getProvider("kubernetes:apps/v1:Deployment");
    const thing = `the controller ${config.name}`;
    const fix = "Give one of the two a name of its own.";
    claimName({ thing, component: componentName(this), argument: "name", fix }, provider);

    const { timeout } = config;
    const child = {
      parent: this,
      customTimeouts: { create: timeout, update: timeout, delete: timeout },
    };
    const { core, rbac, apps, networking } = kubernetes;
    const account = new core.v1.ServiceAccount(
      `${name}-account`,
      kubernetesArgs(objects.serviceAccount),
      child,
    );
    const clusterRole = new rbac.v1.ClusterRole(
      `${name}-cluster-role`,
      kubernetesArgs(objects.clusterRole),
      child,
    );
    const bindings: pulumi.Resource[] = [
      new rbac.v1.ClusterRoleBinding(
        `${name}-cluster-role-binding`,
        kubernetesArgs(objects.clusterRoleBinding),
        { ...child, dependsOn: [clusterRole, account] },
      ),
    ];
    const bind = (place: string, role: object, roleBinding: object) => {
      const declared = new rbac.v1.Role(`${name}-role-${place}`, kubernetesArgs(role), child);
      bindings.push(
        new rbac.v1.RoleBinding(`${name}-role-binding-${place}`, kubernetesArgs(roleBinding), {
          ...child,
          dependsOn: [declared, account],
        }),
      );
    };
    bind("lease", objects.leaseRole, objects.leaseRoleBinding);
    for (const { role, roleBinding } of objects.roles) {
      bind(`in-${role.metadata?.namespace}`, role, roleBinding);
    }
    const policy = new networking.v1.NetworkPolicy(
      `${name}-network-policy`,
      kubernetesArgs(objects.networkPolicy),
      child,
    );
    const image = controllerImage(config, outputs, this);
    const deployment = new apps.v1.Deployment(
      `${name}-deployment`,
      kubernetesArgs(objects.deployment, { image }),
      // On destroy it ends before it loses its rights.
      { ...child, dependsOn: [...bindings, policy] },
    );
    const service = new core.v1.Service(`${name}-service`, kubernetesArgs(objects.service), {
      ...child,
      dependsOn: deployment,
    });

    const host = `http://${config.name}.${config.namespace}`;
    const [http, webhook] = objects.service.spec?.ports ?? [];
    const known = (text: string) => service.metadata.name.apply(() => text);
    this.metrics = known(`${host}:${http?.port}/metrics`);
    this.webhook = known(webhook === undefined ? "" : `${host}:${webhook.port}/webhook`);
    this.registerOutputs({ metrics: this.metrics, webhook: this.webhook });
  }
}
