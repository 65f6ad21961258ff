import { duration, image, label, serviceName } from "../values/formats.ts";
import { integer, list, mapping, oneOf, text, whole } from "../values/kinds.ts";
import {
  dateTime,
  environment,
  environmentChanges,
  quantities,
  replacements,
} from "../values/podFormats.ts";
import { labelledKey } from "../values/routingFormats.ts";
import type { Section } from "../values/setting.ts";

const RESOURCES = {
  limits: {
    type: quantities,
    otherwise: "the origin's",
    meaning: "Limits by resource.",
    example: { cpu: "500m", memory: "256Mi" },
  },
  requests: {
    type: quantities,
    otherwise: "the origin's",
    meaning: "Requests by resource.",
    example: { cpu: "100m" },
  },
} satisfies Section;

export const SETUP = {
  command: {
    type: list(text(), 'a list of texts such as ["./migrate", "up"]', { nonEmpty: true }),
    required: true,
    meaning: "The command and its arguments.",
    example: ["./migrate", "up"],
  },
  image: {
    type: image,
    otherwise: "the copy's",
    meaning: "Image of the Job.",
    example: "registry.example.com/migrate:1",
  },
  env: {
    type: environment,
    default: {},
    meaning: "Environment variables.",
    example: { DATABASE: "pr_12" },
  },
  timeout: { type: duration, default: "10m", meaning: "How long the Job may take." },
} satisfies Section;

export const PREVIEW = {
  service: {
    type: serviceName,
    required: true,
    meaning: "The Service whose requests with the key reach the copy.",
    example: "payments",
  },
  namespace: {
    type: label,
    required: true,
    meaning: "Namespace of the Service, its Deployment and the copy.",
    example: "shop",
  },
  key: {
    type: labelledKey,
    required: true,
    meaning: "Route key of the requests that reach the copy.",
    example: "pr-12",
  },
  deployment: {
    type: label,
    otherwise: "the service's name",
    meaning: "The Deployment that is copied.",
    example: "payments-api",
  },
  suffix: {
    type: label,
    otherwise: "the key",
    meaning: "End of the copies' names: `payments-pr-12`.",
    example: "pr-12",
  },
  routeTo: {
    type: oneOf("service", "subset"),
    default: "service",
    meaning:
      "Requests with the key are routed to a Service of its own, or to a subset of the origin's Service.",
  },
  image: {
    type: image,
    otherwise: "the origin's",
    meaning: "Image of the container.",
    example: "registry.example.com/payments:pr-12",
  },
  container: {
    type: label,
    otherwise: "the only one",
    meaning: "The container that `image`, `env` and `resources` change.",
    example: "app",
  },
  env: {
    type: environmentChanges,
    default: {},
    meaning:
      "Environment variables that are set; `null` removes one. They are plain text: put a secret into a Secret.",
    example: { LOG_LEVEL: "debug" },
  },
  replicas: { type: integer({ min: 1 }), default: 1, meaning: "Number of pods." },
  resources: {
    type: mapping(RESOURCES),
    otherwise: "the origin's",
    meaning: "Resources of the container.",
  },
  configMaps: {
    type: replacements,
    default: {},
    meaning: "ConfigMaps of the origin, and those that take their place.",
    example: { settings: "settings-pr-12" },
  },
  secrets: {
    type: replacements,
    default: {},
    meaning: "Secrets of the origin, and those that take their place.",
    example: { database: "database-pr-12" },
  },
  expires: {
    type: dateTime,
    otherwise: "never",
    meaning: "When it may be removed.",
    example: "2026-11-27T10:00:00Z",
  },
  group: {
    type: label,
    otherwise: "the key",
    meaning: "Marks the copies of one change.",
    example: "checkout",
  },
  setup: {
    type: whole(SETUP),
    meaning: "A Job that must succeed before the copy starts: a database of its own.",
    example: { command: ["./migrate", "up"] },
  },
} satisfies Section;
