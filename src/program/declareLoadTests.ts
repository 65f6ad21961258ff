import type * as pulumi from "@pulumi/pulumi";
import { LoadTest } from "../../components/loadTest.ts";
import { loadTestTitle } from "../campaign/loadTestOf.ts";
import { mergeNamespaces } from "../emit/mock/namespace.ts";
import { withPlan } from "../pulumi/planned.ts";
import type { ProgramPlan } from "./planProgram.ts";

/** How to use a load test. */
export type DeclaredLoadTest = Pick<LoadTest, "namespace" | "start" | "dashboard">;

/** Declares a stack's load tests and returns how to use them, by name. */
export function declareLoadTests(
  { loadTests, live }: Pick<ProgramPlan, "loadTests" | "live">,
  providers: { kubernetes: pulumi.ProviderResource; images: pulumi.ProviderResource[] },
): Record<string, DeclaredLoadTest> {
  const opts = { providers: [providers.kubernetes, ...providers.images] };
  // Load tests that share a namespace may want different labels on it. It is declared with all of them.
  const merged = mergeNamespaces(loadTests.flatMap(({ objects }) => objects.namespace ?? []));
  return Object.fromEntries(
    loadTests.map((planned) => {
      const { config, objects } = planned;
      const name = objects.namespace?.metadata?.name;
      const namespace = merged.find(({ metadata }) => metadata?.name === name);
      const plan = {
        ...planned,
        objects: { ...objects, ...(namespace && { namespace }) },
        live: live.get(planned) ?? {},
      };
      const title = loadTestTitle(config);
      const args = withPlan({ namespace: config.namespace }, plan);
      const loadTest = new LoadTest(title, args, opts);
      const { namespace: inNamespace, start, dashboard } = loadTest;
      return [title, { namespace: inNamespace, start, dashboard }];
    }),
  );
}
