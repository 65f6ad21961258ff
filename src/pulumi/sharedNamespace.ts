import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Namespace } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";
import { UserError } from "../problem.ts";
import { perProgram, providerName } from "./perProgram.ts";

/**
 * Namespaces that the running program has declared, and the objects that they were declared with, by provider and name.
 */
const ofProgram = perProgram<{
  namespace: kubernetes.core.v1.Namespace;
  object: Namespace | undefined;
}>();

/**
 * Returns the namespace of a mock, or undefined if the mock only uses an existing one (`createNamespace: false`). The
 * first mock that asks for a namespace declares it. If the mocks adopt it, it is looked up, so that a missing namespace
 * is an error. It is not a child of any mock: the other mocks keep it when that one is removed.
 *
 * @param object what is made; undefined where it is adopted or only used
 * @param component the mock that asks, for problems: `MockService "payments"`
 * @param provider the one that the mock's objects are made with; undefined for Pulumi's default one
 */
export function sharedNamespace(
  config: ServiceConfig,
  object: Namespace | undefined,
  provider: pulumi.ProviderResource | undefined,
  component = config.name,
): kubernetes.core.v1.Namespace | undefined {
  if (!config.createNamespace) return undefined;
  const { namespace: name } = mockNames(config);
  const namespaces = ofProgram();
  const others = [...namespaces.keys()].filter((key) => key.endsWith(`/${name}`));
  const key = `${providerName(provider)}/${name}`;
  const known = namespaces.get(key);
  if (known !== undefined) {
    const problem = differing(name, known.object, object);
    if (problem !== undefined) throw new UserError([{ where: component, ...problem }]);
    return known.namespace;
  }
  // A namespace of this name in another cluster already has the plain name.
  const resource = others.length === 0 ? name : `${name}-${providerName(provider)}`;
  const opts = provider === undefined ? {} : { provider };
  const { timeout } = config;
  const namespace =
    object === undefined
      ? kubernetes.core.v1.Namespace.get(resource, name, opts)
      : new kubernetes.core.v1.Namespace(resource, object, {
          ...opts,
          customTimeouts: { create: timeout, update: timeout, delete: timeout },
        });
  namespaces.set(key, { namespace, object });
  return namespace;
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
