import type { MountedVolume, Toleration } from "../../campaign/loadTest.ts";
import { defined, type Field, hasProblem, report } from "../values/check.ts";
import { label, labelKey, quantity, subdomain } from "../values/formats.ts";
import { boolean, list, mapping, oneOf, record, text, whole } from "../values/kinds.ts";
import { environment } from "../values/podFormats.ts";
import type { Kind, Section } from "../values/setting.ts";
import { PODS } from "./pods.ts";

const TOLERATION = {
  key: { type: labelKey, otherwise: "all taints", meaning: "Key of the taint.", example: "team" },
  operator: {
    type: oneOf("Exists", "Equal"),
    otherwise: "`Equal`",
    meaning: "How the taint's value is compared.",
    example: "Exists",
  },
  value: { type: text(), meaning: "Value of the taint, with `Equal`.", example: "load" },
  effect: {
    type: oneOf("NoSchedule", "PreferNoSchedule", "NoExecute"),
    otherwise: "all effects",
    meaning: "Effect of the taint.",
    example: "NoSchedule",
  },
} satisfies Section;

const anyToleration = whole(TOLERATION);

/** By the rules of the Kubernetes API. */
const toleration: Kind<Toleration> = {
  ...anyToleration,
  read(field) {
    const read = anyToleration.read(field);
    if (field === undefined || read === undefined || hasProblem(field)) return undefined;
    const { key, operator, value } = read;
    if (operator === "Exists" && value !== undefined) {
      report(field, "operator Exists takes no value", "Remove value, or write operator: Equal.");
    }
    if (key === undefined && operator !== "Exists") {
      report(field, "a toleration without a key needs operator Exists");
    }
    return read;
  },
};

const VOLUME = {
  path: {
    type: text('an absolute path such as "/data"', /^\/[^:]*$/),
    required: true,
    meaning: "Where the volume is mounted.",
    example: "/data",
  },
  readOnly: { type: boolean, default: true, meaning: "Whether pods cannot write to it." },
  configMap: { type: subdomain("data"), meaning: "Name of a ConfigMap.", example: "data" },
  secret: { type: subdomain("data"), meaning: "Name of a Secret.", example: "data" },
  claim: {
    type: subdomain("data"),
    meaning: "Name of a PersistentVolumeClaim.",
    example: "data",
  },
} satisfies Section;

const anyVolume = whole(VOLUME, "a volume with path, and configMap, secret or claim");

const volume: Kind<MountedVolume> = {
  ...anyVolume,
  read(field) {
    const read = anyVolume.read(field);
    if (field === undefined || read === undefined || hasProblem(field)) return undefined;
    const { configMap, secret, claim } = read;
    const count = Object.keys(defined({ configMap, secret, claim })).length;
    if (count !== 1)
      report(field, `expected one of configMap, secret and claim, received ${count}`);
    return read;
  },
};

function amounts(otherwise: { cpu: string; memory: string }) {
  return {
    cpu: { type: quantity("500m"), otherwise: otherwise.cpu, meaning: "CPU.", example: "1" },
    memory: {
      type: quantity("512Mi"),
      otherwise: otherwise.memory,
      meaning: "Memory.",
      example: "1Gi",
    },
  } satisfies Section;
}

/** By default there is no limit of the CPU: workers that are throttled measure themselves. */
export const ROLE_RESOURCES = {
  limits: { memory: "1Gi" },
  requests: { cpu: "500m", memory: "256Mi" },
};

const RESOURCES = {
  limits: {
    type: mapping(amounts({ cpu: "none", memory: `\`${ROLE_RESOURCES.limits.memory}\`` })),
    meaning: "What Locust may use at most. A CPU limit throttles it, and makes the run not valid.",
  },
  requests: {
    type: mapping(
      amounts({
        cpu: `\`${ROLE_RESOURCES.requests.cpu}\``,
        memory: `\`${ROLE_RESOURCES.requests.memory}\``,
      }),
    ),
    meaning: "What a node reserves. A worker at full load uses one core.",
  },
} satisfies Section;

/** Settings of Locust's master, or of its workers. */
export const ROLE = {
  resources: { type: mapping(RESOURCES), meaning: "Resources of the container, as in Kubernetes." },
  nodeSelector: {
    type: record(text(), 'labels of nodes such as { pool: "load" }'),
    default: {},
    meaning: "Labels of the nodes that it runs on.",
    example: { pool: "load" },
  },
  nodeAffinity: PODS.nodeAffinity,
  tolerations: {
    type: list(toleration, "a list such as [{ key: team, operator: Exists }]"),
    default: [],
    meaning: "Taints of nodes that it tolerates.",
    example: [{ key: "team", operator: "Exists" }],
  },
  priorityClass: PODS.priorityClass,
  env: {
    type: environment,
    default: {},
    meaning: "Environment variables. They are plain text: see `secrets`.",
    example: { LOG_LEVEL: "debug" },
  },
  volumes: {
    type: list(volume, "a list such as [{ path: /data, claim: data }]"),
    default: [],
    meaning: "Volumes of the namespace, such as data that scripts read.",
    example: [{ path: "/data", claim: "data" }],
  },
} satisfies Section;

/** A name that Kubernetes objects of the load test begin with. */
export const prefix: Kind<string> = {
  ...label,
  read(field: Field | undefined) {
    const value = label.read(field);
    if (field === undefined || value === undefined || value.length <= LONGEST_PREFIX) return value;
    const what = `expected at most ${LONGEST_PREFIX} characters, received ${value.length}`;
    report(field, what, "The names of CronJobs begin with it, and have 52 at most.");
    return undefined;
  },
};

/** Kubernetes allows 52 characters in a CronJob's name, and one is `<name>-loadtest-cleanup`. */
const LONGEST_PREFIX = 52 - "-loadtest-cleanup".length;
