import { createHash } from "node:crypto";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import { type MockObjects, ownPodObjects } from "../emit/mock/mockObjects.ts";
import { mergeNamespaces } from "../emit/mock/namespace.ts";
import type { PodObjects } from "../emit/mock/podObjects.ts";
import { fillSlots } from "../slots.ts";

/** A Kubernetes object and the file that it is written to. */
export interface Manifest {
  /** Relative to the directory of all manifests: `shop-prism-mock/service-payments-prism-mock.yaml`. */
  file: string;
  object: KubernetesObject;
}

/** The objects of a mock or of pods that mocks share, and the pods' image if they have one of their own. */
export interface ManifestSource {
  objects: MockObjects | PodObjects;
  image: string;
}

/**
 * Returns all objects of a campaign, in the order of their files. Objects that several mocks share appear once. The
 * name of a ConfigMap ends in a hash of its content: new content makes a new object, which restarts the pods.
 * Annotations that only Pulumi reads are left out.
 *
 * @param others The campaign's objects that belong to no mock.
 */
export function manifests(mocks: ManifestSource[], others: KubernetesObject[] = []): Manifest[] {
  const namespaces = mergeNamespaces(
    mocks.flatMap(({ objects }) => ("namespace" in objects ? (objects.namespace ?? []) : [])),
  );
  const objects = [...namespaces, ...mocks.flatMap(objectsOf), ...others];
  const byFile = new Map(objects.map((object) => [fileOf(object), object]));
  return [...byFile]
    .map(([file, object]) => ({ file, object: withoutPulumi(object) }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

function objectsOf({ objects, image }: ManifestSource): KubernetesObject[] {
  const own = podsOf(objects);
  const others = "service" in objects ? [objects.service, objects.virtualService] : [];
  return [...(own ? objectsOfPods(own, image) : []), ...others].filter(
    (object) => object !== undefined,
  );
}

function podsOf(objects: MockObjects | PodObjects): PodObjects | undefined {
  return "service" in objects ? ownPodObjects(objects) : objects;
}

function objectsOfPods(objects: PodObjects, image: string): (KubernetesObject | undefined)[] {
  const { deployment, podDisruptionBudget, horizontalPodAutoscaler } = objects;
  const resource = deployment.metadata?.name ?? "";
  // Stacks that use the same namespace have one each: removing one stack leaves the other's.
  const account = named(objects.serviceAccount, "understudy", objects.serviceAccount);
  const configMaps = Object.entries(objects.configMaps).map(([key, configMap]) => ({
    slot: `${key}ConfigMap`,
    object:
      key === "engine"
        ? named(configMap, "understudy-engine", configMap)
        : named(configMap, resource, [configMap.data, configMap.binaryData]),
  }));
  const filled = fillSlots(deployment, {
    image,
    serviceAccount: account.metadata.name,
    ...Object.fromEntries(configMaps.map(({ slot, object }) => [slot, object.metadata.name])),
  });
  return [
    account,
    ...configMaps.map(({ object }) => object),
    filled,
    podDisruptionBudget,
    horizontalPodAutoscaler,
  ];
}

/** Instructions to Pulumi's provider, such as `pulumi.com/skipAwait`. */
const PULUMI = "pulumi.com/";

function withoutPulumi<T extends KubernetesObject>(object: T): T {
  const { annotations, ...metadata } = object.metadata ?? {};
  if (annotations === undefined) return object;
  const kept = Object.entries(annotations).filter(([name]) => !name.startsWith(PULUMI));
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }),
    },
  };
}

/** Returns the object with a name that ends in a hash of what decides it. */
function named<T extends KubernetesObject>(object: T, prefix: string, decides: unknown) {
  const hash = createHash("sha256").update(JSON.stringify(decides)).digest("hex").slice(0, 10);
  return { ...object, metadata: { ...object.metadata, name: `${prefix}-${hash}` } };
}

/** Other objects need these, so their files come first in their directory, for those who apply file after file. */
const FIRST = ["Namespace", "ServiceAccount"];

function fileOf({ kind = "", metadata = {} }: KubernetesObject): string {
  const { name = "", namespace = name } = metadata;
  const place = FIRST.indexOf(kind);
  return `${namespace}/${place < 0 ? "" : `${place}-`}${kind.toLowerCase()}-${name}.yaml`;
}
