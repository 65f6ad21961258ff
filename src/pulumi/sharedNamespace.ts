import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Namespace } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { UserError } from "../problem.ts";
import { markOwner } from "./running/ownedByStack.ts";
import { oncePerCluster, perProgram } from "./running/perProgram.ts";

/**
 * Namespaces that the running program has declared, and the objects that they were declared with, by provider and name.
 */
const ofProgram = perProgram<{
  namespace: kubernetes.core.v1.Namespace;
  object: Namespace | undefined;
}>();

/**
 * Returns the namespace of a mock, or undefined if the mock only uses an existing one (`createNamespace: false`). If the
 * mocks adopt it, it is looked up, so that a missing namespace is an error.
 *
 * @param object what is made; undefined where it is adopted or only used
 * @param component the mock that asks, for problems: `MockService "payments"`
 */
export function sharedNamespace(
  config: ServiceConfig,
  object: Namespace | undefined,
  provider: pulumi.ProviderResource | undefined,
  component = config.name,
): kubernetes.core.v1.Namespace | undefined {
  if (!config.createNamespace) return undefined;
  const { namespace: name } = mockNames(config);
  return namespaceOfProgram({ name, timeout: config.timeout, object, component }, provider);
}

/**
 * Returns a namespace that several components may need. The first one that asks for it declares it. It is not a child of
 * any component: the others keep it when that one is removed.
 *
 * @param wanted.object what is made; undefined where it is looked up
 * @param provider the one that the component's objects are made with; undefined for Pulumi's default one
 */
export function namespaceOfProgram(
  wanted: { name: string; timeout: string; object: Namespace | undefined; component: string },
  provider: pulumi.ProviderResource | undefined,
): kubernetes.core.v1.Namespace {
  const { name, timeout, object, component } = wanted;
  const opts = provider === undefined ? {} : { provider };
  const known = oncePerCluster(ofProgram(), name, provider, (logicalName) => ({
    object,
    namespace:
      object === undefined
        ? kubernetes.core.v1.Namespace.get(logicalName, name, opts)
        : new kubernetes.core.v1.Namespace(logicalName, object, {
            ...opts,
            transformations: [markOwner],
            customTimeouts: { create: timeout, update: timeout, delete: timeout },
          }),
  }));
  const problem = differing(name, known.object, object);
  if (problem !== undefined) throw new UserError([{ where: component, ...problem }]);
  return known.namespace;
}

/** Returns what is wrong if a mock wants something else of a namespace than the one that declared it. */
function differing(name: string, first: Namespace | undefined, own: Namespace | undefined) {
  if ((first === undefined) !== (own === undefined)) {
    return {
      what: `the namespace ${name} is ${first === undefined ? "adopted" : "made"} by another mock of this program`,
      fix: "Write the same adopt for all mocks of a namespace.",
    };
  }
  const labels = { ...first?.metadata?.labels };
  const missing = Object.entries(own?.metadata?.labels ?? {}).find(
    ([label, value]) => labels[label] !== value,
  );
  if (missing === undefined) return undefined;
  return {
    what: `the namespace ${name} is made by another mock of this program, without the label ${missing.join(": ")}`,
    fix: "Write the same istio and campaign for all mocks of a namespace.",
  };
}
