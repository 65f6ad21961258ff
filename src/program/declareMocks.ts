import type * as pulumi from "@pulumi/pulumi";
import { MockService } from "../../components/mockService.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { mergeNamespaces } from "../emit/mock/namespace.ts";
import { withPlan } from "../pulumi/planned.ts";
import { sharedNamespace } from "../pulumi/sharedNamespace.ts";

/** Declares a stack's mocks and returns them by service name. */
export function declareMocks(
  planned: readonly PlannedMock[],
  providers: { kubernetes: pulumi.ProviderResource; images: pulumi.ProviderResource[] },
): Record<string, MockService> {
  const { kubernetes, images } = providers;
  // Mocks that share a namespace may want different labels on it. It is declared with all of them.
  const namespaces = mergeNamespaces(planned.flatMap(({ objects }) => objects.namespace ?? []));
  for (const { mock, objects } of planned) {
    const name = objects.namespace?.metadata?.name;
    const merged = namespaces.find(({ metadata }) => metadata?.name === name);
    sharedNamespace(mock.config, merged, kubernetes);
  }
  return Object.fromEntries(
    planned.map((plan) => {
      const { name, spec } = plan.mock.config;
      const args = withPlan({ spec }, plan);
      return [name, new MockService(name, args, { providers: [kubernetes, ...images] })];
    }),
  );
}
