import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { mockNames } from "../campaign/mockNames.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { mergeNamespaces } from "../emit/mock/namespace.ts";

/**
 * The namespaces of several mocks by name, each declared once however many share it. Those that are only used
 * (`createNamespace: false`) are not among them.
 */
export function mockNamespaces(
  mocks: readonly PlannedMock[],
  opts: pulumi.CustomResourceOptions,
): Map<string, kubernetes.core.v1.Namespace> {
  const sharing = Map.groupBy(mocks, ({ mock }) => mockNames(mock.config).namespace);
  return new Map(
    [...sharing].flatMap(([name, mocks]) => {
      const namespace = declareNamespace(name, mocks, opts);
      return namespace === undefined ? [] : [[name, namespace]];
    }),
  );
}

/**
 * The one namespace of mocks whose settings for it agree (`config/` sees to that): made; or found where they adopt
 * it, so that a missing one is an error, and left on destroy; or undefined where they only use it.
 */
export function declareNamespace(
  name: string,
  mocks: readonly Pick<PlannedMock, "mock" | "objects">[],
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.Namespace | undefined {
  const [config] = mocks.map(({ mock }) => mock.config);
  if (config === undefined || !config.createNamespace) return undefined;
  const [owned] = mergeNamespaces(mocks.flatMap(({ objects }) => objects.namespace ?? []));
  if (owned === undefined) {
    return kubernetes.core.v1.Namespace.get(name, mockNames(config).namespace, opts);
  }
  const { timeout } = config;
  return new kubernetes.core.v1.Namespace(name, owned, {
    ...opts,
    customTimeouts: { create: timeout, update: timeout, delete: timeout },
  });
}
