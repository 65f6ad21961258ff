/** Keys of a stack, under the project's namespace. */
export const STACK_KEYS = [
  "kubeContext",
  "aws",
  "defaults",
  "services",
  "router",
  "previews",
  "previewHosts",
  "claims",
] as const;

export const AWS_KEYS = ["region", "accountIds"] as const;

/** Keys of a service and of `defaults`, each with the keys of its mapping where it has one. */
export const SETTING_KEYS = {
  namespace: [],
  createNamespace: [],
  suffix: [],
  campaign: [],
  engine: [],
  delivery: [],
  ports: ["service", "container"],
  replicas: [],
  resources: ["limits", "requests"],
  autoscaling: ["min", "max", "cpu"],
  minAvailable: [],
  sidecar: ["inject", "limits"],
  nodeAffinity: ["key", "operator", "values"],
  priorityClass: [],
  timeout: [],
  tags: ["environment", "service"],
  registry: ["url", "username", "password"],
  adopt: [],
  image: [],
  build: ["base", "platforms", "builder"],
  istio: ["enabled", "revision"],
  expose: ["host", "gateway"],
  latency: ["enabled", "inject", "default", "routes", "faults"],
} as const;

export type SettingKey = keyof typeof SETTING_KEYS;

export const QUANTITY_KEYS = ["cpu", "memory"] as const;
export const BUILDER_KEYS = ["name", "exec"] as const;

/** Keys that only a service has. */
export const OWN_KEYS = ["name", "spec", "replaces"] as const;

export const SETTINGS = Object.keys(SETTING_KEYS) as SettingKey[];
