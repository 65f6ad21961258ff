import { duration, percentage, quantity, subdomain } from "../values/formats.ts";
import { integer, list, mapping, oneOf } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";
import { nodeSelectorTerm } from "./nodeAffinity.ts";

/** `resources.limits` by engine. */
export const LIMITS = {
  understudy: { cpu: "500m", memory: "256Mi" },
  prism: { cpu: "1", memory: "1Gi" },
  shared: { cpu: "1", memory: "512Mi" },
};

const RESOURCES = {
  limits: {
    type: mapping({
      cpu: {
        type: quantity("500m"),
        otherwise: `\`${LIMITS.understudy.cpu}\`; prism and shared pods \`${LIMITS.prism.cpu}\``,
        meaning: "CPU limit. Write a whole number in quotes.",
        example: "1",
      },
      memory: {
        type: quantity("256Mi"),
        otherwise: `\`${LIMITS.understudy.memory}\`; prism \`${LIMITS.prism.memory}\`, shared pods \`${LIMITS.shared.memory}\``,
        meaning: "Memory limit.",
        example: "512Mi",
      },
    } satisfies Section),
    meaning: "What the container may use at most.",
  },
  requests: {
    type: mapping({
      cpu: {
        type: quantity("500m"),
        otherwise: "the limit",
        meaning: "CPU request.",
        example: "100m",
      },
      memory: {
        type: quantity("256Mi"),
        otherwise: "the limit",
        meaning: "Memory request.",
        example: "64Mi",
      },
    } satisfies Section),
    meaning: "What a node reserves for the container.",
  },
} satisfies Section;

export const AUTOSCALING = {
  min: {
    type: integer({ min: 1 }),
    required: true,
    meaning: "Smallest number of pods.",
    example: 2,
  },
  max: {
    type: integer({ min: 1 }),
    required: true,
    meaning: "Largest number of pods.",
    example: 6,
  },
  cpu: {
    type: percentage,
    default: "70%",
    meaning: "Target CPU utilisation, as a share of the requested CPU.",
  },
} satisfies Section;

export const PODS = {
  pods: {
    type: oneOf("own", "shared"),
    default: "own",
    meaning:
      "`shared`: all mocks of a namespace that say so run in one Deployment, each with its own Service. The settings of pods are then the same in all of them.",
  },
  replicas: { type: integer({ min: 1 }), default: 1, meaning: "Number of pods." },
  resources: {
    type: mapping(RESOURCES),
    meaning: "Resources of the mock's container, as in Kubernetes.",
  },
  autoscaling: {
    type: mapping(AUTOSCALING),
    otherwise: "none",
    meaning: "Makes a HorizontalPodAutoscaler.",
    example: { min: 2, max: 6 },
  },
  minAvailable: {
    type: integer({ min: 1 }),
    meaning: "Pods that keep running when a node is drained: makes a PodDisruptionBudget.",
    example: 1,
  },
  nodeAffinity: {
    type: list(
      nodeSelectorTerm,
      "a list such as [{ key: kubernetes.io/arch, operator: In, values: [amd64] }]",
    ),
    default: [],
    meaning: "Expressions on labels of nodes, all of which must hold.",
    example: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }],
  },
  priorityClass: {
    type: subdomain("high-priority"),
    meaning: "Name of a PriorityClass that exists.",
    example: "high-priority",
  },
  timeout: {
    type: duration,
    default: "10m",
    meaning:
      "Pulumi's custom timeout for each object: how long Pulumi waits until it is made, changed or removed.",
  },
} satisfies Section;
