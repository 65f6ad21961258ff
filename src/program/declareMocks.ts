import type * as pulumi from "@pulumi/pulumi";
import { MockService } from "../../components/mockService.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { mergeNamespaces } from "../emit/mock/namespace.ts";
import type { Plan } from "../plan/planStack.ts";
import { withPlan } from "../pulumi/planned.ts";
import { sharedNamespace } from "../pulumi/sharedNamespace.ts";
import { MockPods } from "./mockPods.ts";

/** Declares a stack's mocks and returns them by service name. */
export function declareMocks(
  { mocks, sharedPods }: Pick<Plan, "mocks" | "sharedPods">,
  providers: { kubernetes: pulumi.ProviderResource; images: pulumi.ProviderResource[] },
): Record<string, MockService> {
  const { kubernetes, images } = providers;
  const opts = { providers: [kubernetes, ...images] };
  // Mocks that share a namespace may want different labels on it. It is declared with all of them.
  const merged = mergeNamespaces(mocks.flatMap(({ objects }) => objects.namespace ?? []));
  const namespaceOf = ({ mock, objects }: PlannedMock) => {
    const name = objects.namespace?.metadata?.name;
    const namespace = merged.find(({ metadata }) => metadata?.name === name);
    return sharedNamespace(mock.config, namespace, kubernetes);
  };
  const namespaces = new Map(mocks.map((planned) => [planned.mock, namespaceOf(planned)]));
  const deployments = sharedPods.flatMap((pods) => {
    const [namespace] = pods.mocks.map((mock) => namespaces.get(mock));
    const { deployment } = new MockPods(pods, namespace, opts);
    return pods.mocks.map((mock) => [mock, deployment] as const);
  });
  const deploymentOf = new Map(deployments);
  return Object.fromEntries(
    mocks.map((plan) => {
      const { name, spec } = plan.mock.config;
      const deployment = deploymentOf.get(plan.mock);
      const args = withPlan({ spec }, { ...plan, ...(deployment && { deployment }) });
      return [name, new MockService(name, args, opts)];
    }),
  );
}
