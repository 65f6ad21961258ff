import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Namespace } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../campaign/campaign.ts";
import { mockNames } from "../campaign/mockNames.ts";

/** Namespaces that the running program has declared, by name and provider. A test's program has a monitor of its own. */
const declared = new WeakMap<object, Map<string, kubernetes.core.v1.Namespace>>();

/**
 * Returns the namespace of a mock: made by the first mock that asks for it, or looked up where the mocks adopt it, so that
 * an absent one is an error. It is no child of any mock: the others keep it when that one goes. Returns undefined if the
 * mock only uses a namespace (`createNamespace: false`).
 *
 * @param object what is made; undefined where it is adopted or only used
 * @param provider the one that the mock's objects are made with; undefined for Pulumi's default one
 */
export function sharedNamespace(
  config: ServiceConfig,
  object: Namespace | undefined,
  provider: pulumi.ProviderResource | undefined,
): kubernetes.core.v1.Namespace | undefined {
  if (!config.createNamespace) return undefined;
  const { namespace: name } = mockNames(config);
  const namespaces = ofProgram();
  const others = [...namespaces.keys()].filter((key) => key.endsWith(`/${name}`));
  const key = `${providerName(provider)}/${name}`;
  const known = namespaces.get(key);
  if (known !== undefined) return known;
  // A namespace of this name in another cluster has the plain name already.
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
  namespaces.set(key, namespace);
  return namespace;
}

function ofProgram(): Map<string, kubernetes.core.v1.Namespace> {
  const monitor = pulumi.runtime.getMonitor() ?? declared;
  const namespaces = declared.get(monitor) ?? new Map<string, kubernetes.core.v1.Namespace>();
  declared.set(monitor, namespaces);
  return namespaces;
}

/** The logical name, which the SDK keeps in a field that its types do not show. */
function providerName(provider: pulumi.ProviderResource | undefined): string {
  return provider === undefined ? "default" : String(Reflect.get(provider, "__name"));
}
