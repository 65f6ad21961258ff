import { createHash } from "node:crypto";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { PodSpec, PodTemplateSpec } from "kubernetes-types/core/v1.d.ts";
import { LOADTEST_LABEL } from "../places.ts";
import type { LocustObject } from "./objects.ts";
import type { Properties } from "./properties.ts";

/** Annotation of pods: digests of the ConfigMaps that they mount. A pod reads them when it starts. */
const MOUNTED = "understudy.dev/mounted";
/** Annotation of workers: the master that they were started for. */
const MASTER = "understudy.dev/master";
/** Annotation of the master: a digest of what it was made from. */
export const CONTENT = "understudy.dev/content";
/** Annotation of Deployments: when `loadtest-setup` ran last. */
export const SET_UP = "understudy.dev/set-up";

/** Annotation of Deployments: the properties that `loadtest-setup` applied. */
const PROPERTIES = "understudy.dev/properties";

/** Digests of ConfigMaps by their names. */
export type Digests = Record<string, string>;

/** Returns an object with the label by which the clean-up finds it, made so that changes of scripts make pods anew. */
export function stamped(object: LocustObject, loadTest: string, digests: Digests): LocustObject {
  const labels = { [LOADTEST_LABEL]: loadTest };
  const marked = withMetadata(object, { labels });
  if (marked.kind === "Pod") {
    const mounted = mountedBy(Object(marked.spec), digests);
    const pod = withMetadata(marked, { annotations: mounted });
    return withMetadata(pod, { annotations: { [CONTENT]: sha256(JSON.stringify(pod)) } });
  }
  return withTemplate(marked, (template) => {
    const annotations = mountedBy(template.spec, digests);
    return withMetadata(template, { labels, annotations });
  });
}

/** Returns a Deployment of workers, whose pods follow their master. Other Deployments stay as they are. */
export function following(object: LocustObject, scripts: string, masterUid: string): LocustObject {
  return withTemplate(object, (template) =>
    mounts(template.spec, scripts)
      ? withMetadata(template, { annotations: { [MASTER]: masterUid } })
      : template,
  );
}

/** Returns a Deployment that says when it was set up, and by which properties. */
export function setUpAt(
  object: LocustObject,
  moment: string,
  { all, manifest }: Properties,
): LocustObject {
  if (object.kind !== "Deployment") return object;
  const properties = { ...all, LOCUST_MANIFEST: `sha256:${sha256(manifest)}` };
  const annotations = { [SET_UP]: moment, [PROPERTIES]: JSON.stringify(properties) };
  return withMetadata(object, { annotations });
}

/** Returns the properties that were applied, with a digest in place of the manifest. */
export function propertiesOf(deployments: readonly Deployment[]): Record<string, string> {
  const found = deployments
    .map(({ metadata }) => metadata?.annotations?.[PROPERTIES])
    .find((text) => text !== undefined);
  return JSON.parse(found ?? "{}");
}

function mountedBy(spec: PodSpec | undefined, digests: Digests): Record<string, string> {
  const mounted = Object.entries(digests).filter(([name]) => mounts(spec, name));
  if (mounted.length === 0) return {};
  return { [MOUNTED]: mounted.map(([, digest]) => digest).join("-") };
}

/** Returns whether a pod has a ConfigMap as a volume. */
export function mounts(spec: PodSpec | undefined, configMap: string): boolean {
  const volumes = listIn(spec?.volumes);
  const sources = volumes.flatMap(({ projected }) => listIn(projected?.sources));
  return [...volumes, ...sources].some((source) => source.configMap?.name === configMap);
}

/** People write the manifest. What is no list the API server refuses, in words of its own. */
function listIn<T extends object>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value.map((one) => Object(one)) : [];
}

function withTemplate(
  object: LocustObject,
  change: (template: PodTemplateSpec) => PodTemplateSpec,
): LocustObject {
  if (object.kind !== "Deployment" || !object.spec?.template) return object;
  const { spec } = object;
  return { ...object, spec: { ...spec, template: change(spec.template) } };
}

interface Labels {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

function withMetadata<T extends { metadata?: Labels }>(object: T, added: Labels): T {
  const { metadata = {} } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(added.labels && { labels: { ...metadata.labels, ...added.labels } }),
      ...(added.annotations && {
        annotations: { ...metadata.annotations, ...added.annotations },
      }),
    },
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
