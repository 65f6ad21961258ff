import type { PodSpec } from "kubernetes-types/core/v1.d.ts";

/** The replacement for each ConfigMap and Secret, by the name of the replaced one. */
export interface Replacements {
  configMaps: Record<string, string>;
  secrets: Record<string, string>;
}

/** A pod with replaced ConfigMaps and Secrets, and the names that the original pod refers to. */
export interface ReplacedReferences {
  pod: PodSpec;
  configMaps: Set<string>;
  secrets: Set<string>;
}

/** Fields that refer to a ConfigMap or a Secret: volumes, projections, variables, image pulls and volume drivers. */
const KINDS: Record<string, keyof Replacements> = {
  configMap: "configMaps",
  configMapRef: "configMaps",
  configMapKeyRef: "configMaps",
  secret: "secrets",
  secretRef: "secrets",
  secretKeyRef: "secrets",
  nodePublishSecretRef: "secrets",
  azureFile: "secrets",
  imagePullSecrets: "secrets",
};

/** Replaces ConfigMaps and Secrets by name everywhere in a pod's volumes and containers. */
export function replaceReferences(pod: PodSpec, replacements: Replacements): ReplacedReferences {
  const found = { configMaps: new Set<string>(), secrets: new Set<string>() };
  const rename = (kind: keyof Replacements, name: unknown) => {
    if (typeof name !== "string") return name;
    found[kind].add(name);
    return replacements[kind][name] ?? name;
  };
  const copy = (node: unknown, field: string): unknown => {
    if (Array.isArray(node)) return node.map((item) => copy(item, field));
    if (typeof node !== "object" || node === null) return node;
    const kind = KINDS[field];
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        const isName = kind !== undefined && (key === "name" || key === "secretName");
        return [key, isName ? rename(kind, value) : copy(value, key)];
      }),
    );
  };
  return { pod: copy(pod, "") as PodSpec, ...found };
}
