import type { Container, Pod, Volume } from "kubernetes-types/core/v1.d.ts";

/** Names of what a container's environment and files are made from. */
export interface References {
  configMaps: ReadonlySet<string>;
  secrets: ReadonlySet<string>;
}

/** Returns the ConfigMaps and Secrets that a container refers to: in its environment, and in volumes that it mounts. */
export function references(pod: Pod, container: Container): References {
  const configMaps = new Set<string | undefined>();
  const secrets = new Set<string | undefined>();
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    configMaps.add(configMapRef?.name);
    secrets.add(secretRef?.name);
  }
  for (const { valueFrom } of container.env ?? []) {
    configMaps.add(valueFrom?.configMapKeyRef?.name);
    secrets.add(valueFrom?.secretKeyRef?.name);
  }
  for (const { configMap, secret, projected } of mountedVolumes(pod, container)) {
    configMaps.add(configMap?.name);
    secrets.add(secret?.secretName);
    for (const source of projected?.sources ?? []) {
      configMaps.add(source.configMap?.name);
      secrets.add(source.secret?.name);
    }
  }
  return { configMaps: known(configMaps), secrets: known(secrets) };
}

/** Returns the volumes of a pod that a container mounts. */
export function mountedVolumes({ spec }: Pod, container: Container): Volume[] {
  const names = new Set(container.volumeMounts?.map(({ name }) => name));
  return (spec?.volumes ?? []).filter(({ name }) => names.has(name));
}

function known(names: ReadonlySet<string | undefined>): Set<string> {
  return new Set([...names].filter((name) => name !== undefined));
}
