import type { Container, EnvVar, EnvVarSource } from "kubernetes-types/core/v1.d.ts";
import { binaryData } from "./binaryData.ts";
import { expand } from "./expand.ts";
import { fieldValue } from "./fieldValue.ts";
import { resourceValue } from "./resourceValue.ts";
import { serviceLinks } from "./serviceLinks.ts";
import type { Missing, WorldSources } from "./sources.ts";

export interface ContainerEnvironment {
  values: ReadonlyMap<string, string>;
  missing: readonly Missing[];
}

/** The value of a variable, why it has none, or undefined if it is left out as an optional one. */
type Value = { text: string } | { why: string } | undefined;

/**
 * Returns the environment that the kubelet gives a container, without what its image adds. `envFrom` is read in its
 * order, `env` replaces what came before, and the variables of Services give way to both
 * (`makeEnvironmentVariables` of the kubelet, with its names since Kubernetes 1.32: any but those with `=`).
 */
export function containerEnvironment(
  container: Container,
  sources: WorldSources,
): ContainerEnvironment {
  const { pod, services } = sources;
  const namespace = pod.metadata?.namespace ?? "default";
  const enabled = pod.spec?.enableServiceLinks ?? true;
  const missing: Missing[] = [];
  const links =
    "object" in services ? serviceLinks(services.object, namespace, enabled) : new Map();
  if ("refused" in services) missing.push({ what: "variables of Services", why: services.refused });

  const values = new Map([["HOSTNAME", hostname(sources)]]);
  for (const { prefix = "", configMapRef, secretRef } of container.envFrom ?? []) {
    const read = binaryData(sources, { configMap: configMapRef?.name, secret: secretRef?.name });
    const optional = (configMapRef ?? secretRef)?.optional ?? false;
    if ("data" in read) {
      for (const key of read.texts) values.set(prefix + key, String(read.data[key]));
    } else if (!(optional && read.absent)) {
      missing.push({ what: `variables ${prefix}*`, why: read.why });
    }
  }
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, container, sources, (name) =>
      values.has(name) ? values.get(name) : links.get(name),
    );
    if (value === undefined) continue;
    if ("text" in value) values.set(variable.name, value.text);
    else {
      values.delete(variable.name);
      missing.push({ what: `variable ${variable.name}`, why: value.why });
    }
  }
  const all = new Map([...links, ...values]);
  for (const [name, text] of all) {
    if (!text.includes("\0")) continue;
    all.delete(name);
    missing.push({ what: `variable ${name}`, why: "its value has a NUL byte" });
  }
  return { values: all, missing };
}

/** The container runtime sets it, from the pod. */
function hostname({ pod: { spec, metadata } }: WorldSources): string {
  if (spec?.hostNetwork) return spec.nodeName ?? "";
  const own = spec?.hostname ?? (metadata?.name ?? "").slice(0, 63).replace(/[-.]+$/, "");
  const isFull = spec?.setHostnameAsFQDN && spec.subdomain !== undefined;
  return isFull ? `${own}.${spec.subdomain}.${metadata?.namespace}.svc.cluster.local` : own;
}

function variableValue(
  { value = "", valueFrom }: EnvVar,
  container: Container,
  sources: WorldSources,
  known: (name: string) => string | undefined,
): Value {
  if (value !== "" || valueFrom === undefined) return { text: expand(value, known) };
  return referredValue(valueFrom, container, sources);
}

function referredValue(from: EnvVarSource, container: Container, sources: WorldSources): Value {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = from;
  if (fieldRef !== undefined) {
    const text = fieldValue(sources.pod, fieldRef.fieldPath);
    return text === undefined ? { why: `no pod has ${fieldRef.fieldPath}` } : { text };
  }
  if (resourceFieldRef !== undefined) {
    const named = resourceFieldRef.containerName;
    const { containers = [], initContainers = [] } = sources.pod.spec ?? {};
    const meant = named
      ? [...containers, ...initContainers].find(({ name }) => name === named)
      : container;
    const text = resourceValue(resourceFieldRef, meant ?? container, sources.defaultLimits);
    const why = `${resourceFieldRef.resource} is the node's, which you may not get`;
    return text === undefined ? { why } : { text };
  }
  const ref = configMapKeyRef ?? secretKeyRef;
  if (ref === undefined) return { why: `${Object.keys(from).join()} is not supported` };
  const read = binaryData(sources, {
    configMap: configMapKeyRef?.name,
    secret: secretKeyRef?.name,
  });
  if ("data" in read) {
    if (read.texts.has(ref.key)) return { text: String(read.data[ref.key]) };
    return ref.optional ? undefined : { why: `${read.source} has no key ${ref.key}` };
  }
  return ref.optional && read.absent ? undefined : { why: read.why };
}
