import { ISTIO_PROXY } from "../../istioProxy.ts";
import { hostName } from "../hostName.ts";
import type { FoundHost } from "./foundHost.ts";
import { hostsInText } from "./hostsInText.ts";
import { isTelemetryVariable } from "./infrastructure.ts";

/** A pod of the service under test, as far as the guard reads it. */
export interface ServicePod {
  metadata: {
    name: string;
    namespace: string;
    labels?: Record<string, string>;
    ownerReferences?: { kind: string; name: string }[];
  };
  spec: { containers: PodContainer[]; initContainers?: PodContainer[] };
  status?: { phase?: string };
}

interface PodContainer {
  name: string;
  command?: string[];
  args?: string[];
  env?: Variable[];
  envFrom?: { prefix?: string; configMapRef?: { name: string }; secretRef?: { name: string } }[];
}

interface Variable {
  name: string;
  value?: string;
  valueFrom?: { configMapKeyRef?: KeyRef; secretKeyRef?: KeyRef };
}

interface KeyRef {
  name: string;
  key: string;
}

/** What an environment refers to: `ConfigMap orders-env` → its content. Secrets are decoded. */
export type References = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Containers that Istio adds. */
const ISTIO = [ISTIO_PROXY, "istio-init", "istio-validation"];

/** Returns the names of all ConfigMaps and Secrets that pods have in their environment: `ConfigMap orders-env`. */
export function referencesOf(pods: readonly ServicePod[]): string[] {
  const containers = pods.flatMap(containersOf);
  const names = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...envFrom.map(sourceOf),
    ...env.map(({ valueFrom }) => keyOf(valueFrom)?.source),
  ]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Returns the hosts in the environment and the arguments of a pod's own containers. No value is kept. */
export function hostsOfPod(pod: ServicePod, references: References): FoundHost[] {
  const { namespace } = pod.metadata;
  const owner = ownerOf(pod);
  return containersOf(pod).flatMap((container) => {
    const variables = variablesOf(container, references);
    const values = new Map<string, string>();
    for (const { name, value } of variables) values.set(name, expanded(value, values));
    const named = variables.flatMap(({ name, source }) =>
      hostsInText(values.get(name) ?? "", name).map((host): FoundHost => {
        const from = source === undefined ? "" : ` (${source})`;
        return {
          host: hostName(host, namespace),
          foundIn: `env ${name} of ${owner}${from}`,
          ...(isTelemetryVariable(name) && { isTelemetry: true }),
        };
      }),
    );
    const texts = [...(container.command ?? []), ...(container.args ?? [])];
    const passed = texts.flatMap((text) =>
      hostsInText(expanded(text, values), undefined).map((host) => ({
        host: hostName(host, namespace),
        foundIn: `arguments of ${owner}`,
      })),
    );
    return [...named, ...passed];
  });
}

/** Returns whose pod it is: `Deployment shop/orders`. A Deployment's pods belong to a ReplicaSet with its hash. */
function ownerOf({ metadata: { name, namespace, labels = {}, ownerReferences = [] } }: ServicePod) {
  const [owner] = ownerReferences;
  const hash = labels["pod-template-hash"];
  if (owner === undefined) return `Pod ${namespace}/${name}`;
  const isHashed = owner.kind === "ReplicaSet" && hash !== undefined;
  return isHashed && owner.name.endsWith(`-${hash}`)
    ? `Deployment ${namespace}/${owner.name.slice(0, -hash.length - 1)}`
    : `${owner.kind} ${namespace}/${owner.name}`;
}

function containersOf({ spec: { containers, initContainers = [] } }: ServicePod): PodContainer[] {
  return [...containers, ...initContainers].filter(({ name }) => !ISTIO.includes(name));
}

interface SetVariable {
  name: string;
  value: string;
  /** `ConfigMap orders-env`; undefined if the value stands in the pod. */
  source?: string;
}

function variablesOf(
  { env = [], envFrom = [] }: PodContainer,
  references: References,
): SetVariable[] {
  const whole = envFrom.flatMap((from) => {
    const source = sourceOf(from);
    const content = source === undefined ? {} : (references.get(source) ?? {});
    return Object.entries(content).map(([key, value]) => ({
      name: `${from.prefix ?? ""}${key}`,
      value,
      ...(source !== undefined && { source }),
    }));
  });
  const single = env.map(({ name, value = "", valueFrom }): SetVariable => {
    const found = keyOf(valueFrom);
    if (found === undefined) return { name, value };
    const { source, key } = found;
    return { name, value: references.get(source)?.[key] ?? "", source };
  });
  const own = new Set(single.map(({ name }) => name));
  return [...whole.filter(({ name }) => !own.has(name)), ...single];
}

function sourceOf({
  configMapRef,
  secretRef,
}: NonNullable<PodContainer["envFrom"]>[number]): string | undefined {
  if (configMapRef !== undefined) return `ConfigMap ${configMapRef.name}`;
  return secretRef === undefined ? undefined : `Secret ${secretRef.name}`;
}

function keyOf(from: Variable["valueFrom"]): { source: string; key: string } | undefined {
  const { configMapKeyRef, secretKeyRef } = from ?? {};
  if (configMapKeyRef !== undefined) {
    return { source: `ConfigMap ${configMapKeyRef.name}`, key: configMapKeyRef.key };
  }
  if (secretKeyRef === undefined) return undefined;
  return { source: `Secret ${secretKeyRef.name}`, key: secretKeyRef.key };
}

/** Fills in `$(NAME)` as Kubernetes does; `$$(NAME)` stays a text. */
function expanded(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\$|\$\(([\w.-]+)\)/g, (whole, name) =>
    whole === "$$" ? "$" : (values.get(name) ?? whole),
  );
}
