import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { mockNames } from "../campaign/mockNames.ts";
import type { Plan } from "../plan/planStack.ts";
import { stackState } from "../pulumi/running/stackState.ts";

/**
 * Looks up the namespaces that the stack made once and now only uses (`createNamespace: false`). Pulumi removes what a
 * program does not declare, and a namespace takes everything in it along; what is looked up under the same name stays.
 */
export async function keepNamespaces(
  { mocks }: Pick<Plan, "mocks">,
  provider: pulumi.ProviderResource,
): Promise<void> {
  const { namespaces = [] } = await stackState();
  const namesOf = (createNamespace: boolean) =>
    mocks
      .map(({ mock }) => mock.config)
      .filter((config) => config.createNamespace === createNamespace)
      .map((config) => mockNames(config).namespace);
  const declared = new Set(namesOf(true));
  const used = new Set(namesOf(false).filter((name) => !declared.has(name)));
  for (const name of namespaces.filter((name) => used.has(name))) {
    kubernetes.core.v1.Namespace.get(name, name, { provider });
  }
}
