import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceConfig } from "../config/campaign.ts";
import type { LoadedMock } from "../config/load.ts";
import { mockNames } from "../emit/names.ts";
import { mergeNamespaces, mockNamespace, ownsNamespace } from "../emit/namespace.ts";

/**
 * The namespaces of several mocks by name, each declared once however many share it. Those that are only used
 * (`namespace.create: false`) are not among them.
 *
 * @param revision what `istio.revision: auto` stands for, empty where that is unknown
 */
export function mockNamespaces(
  mocks: readonly LoadedMock[],
  revision: string,
  opts: pulumi.CustomResourceOptions,
): Map<string, kubernetes.core.v1.Namespace> {
  const configs = mocks.map(({ config }) => config);
  const sharing = Map.groupBy(configs, (config) => mockNames(config).namespace);
  return new Map(
    [...sharing].flatMap(([name, services]) => {
      const namespace = declareNamespace(name, services, revision, opts);
      return namespace === undefined ? [] : [[name, namespace]];
    }),
  );
}

/**
 * The one namespace of services whose settings for it agree (`config/` sees to that): made; or found where they adopt
 * it, so that a missing one is an error, and left on destroy; or undefined where they only use it.
 */
export function declareNamespace(
  name: string,
  [first, ...others]: readonly ServiceConfig[],
  revision: string,
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.Namespace | undefined {
  if (first === undefined || !first.namespace.create) return undefined;
  if (!ownsNamespace(first)) {
    return kubernetes.core.v1.Namespace.get(name, mockNames(first).namespace, opts);
  }
  const wanted = [first, ...others].map((config) => mockNamespace(config, revision));
  const { timeout } = first;
  return new kubernetes.core.v1.Namespace(name, mergeNamespaces(wanted)[0], {
    ...opts,
    customTimeouts: { create: timeout, update: timeout, delete: timeout },
  });
}
