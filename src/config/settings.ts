import {
  boolean,
  defined,
  type Field,
  integer,
  nonEmptyList,
  object,
  oneOf,
  text,
} from "./check.ts";
import * as format from "./formats.ts";
import { readLatency } from "./latency.ts";
import { readNodeAffinity } from "./nodeAffinity.ts";
import { readRegistry } from "./registry.ts";
import { BUILDER_KEYS, QUANTITY_KEYS, SETTING_KEYS, type SettingKey } from "./shape.ts";

export type SettingFields = Partial<Record<SettingKey, Field>>;

/** What one mapping of a stack says of a service, `defaults` or the service itself; only what is written. */
export type Settings = ReturnType<typeof readSettings>;

export function readSettings(fields: SettingFields) {
  return defined({
    namespace: format.label(fields.namespace),
    createNamespace: boolean(fields.createNamespace),
    suffix: format.suffix(fields.suffix),
    campaign: format.label(fields.campaign),
    engine: oneOf(fields.engine, ["understudy", "prism"]),
    delivery: oneOf(fields.delivery, ["image", "configMap"]),
    ports: readPorts(fields.ports),
    replicas: integer(fields.replicas, { min: 1 }),
    resources: readResources(fields.resources),
    autoscaling: readAutoscaling(fields.autoscaling),
    minAvailable: integer(fields.minAvailable, { min: 1 }),
    sidecar: readSidecar(fields.sidecar),
    nodeAffinity: readNodeAffinity(fields.nodeAffinity),
    priorityClass: format.subdomain(fields.priorityClass, "high-priority"),
    timeout: format.duration(fields.timeout),
    tags: readTags(fields.tags),
    registry: readRegistry(fields.registry),
    adopt: boolean(fields.adopt),
    image: format.image(fields.image),
    build: readBuild(fields.build),
    istio: readIstio(fields.istio),
    expose: readExpose(fields.expose),
    latency: readLatency(fields.latency),
  });
}

function readPorts(field: Field | undefined) {
  const keys = object(field, SETTING_KEYS.ports);
  return (
    keys &&
    defined({
      service: integer(keys.service, { min: 1, max: 65535 }),
      // Lower ports are root's, and the container does not run as root.
      container: integer(keys.container, { min: 1024, max: 65535 }),
    })
  );
}

function readResources(field: Field | undefined) {
  const keys = object(field, SETTING_KEYS.resources);
  return (
    keys &&
    defined({
      limits: readQuantities(keys.limits, "256Mi"),
      requests: readQuantities(keys.requests, "256Mi"),
    })
  );
}

function readQuantities(field: Field | undefined, memory: string) {
  const keys = object(field, QUANTITY_KEYS);
  return (
    keys &&
    defined({
      cpu: format.quantity(keys.cpu, "500m"),
      memory: format.quantity(keys.memory, memory),
    })
  );
}

function readAutoscaling(field: Field | undefined) {
  const keys = object(field, SETTING_KEYS.autoscaling);
  return (
    keys &&
    defined({
      min: integer(keys.min, { min: 1 }),
      max: integer(keys.max, { min: 1 }),
      cpu: format.percentage(keys.cpu),
    })
  );
}

function readSidecar(field: Field | undefined) {
  if (field?.value === "none") return "none" as const;
  const keys = object(field, SETTING_KEYS.sidecar, "none, or a mapping of inject and limits");
  return (
    keys &&
    defined({
      inject: boolean(keys.inject),
      limits: readQuantities(keys.limits, "512Mi"),
    })
  );
}

function readTags(field: Field | undefined) {
  if (field?.value === "none") return "none" as const;
  const keys = object(field, SETTING_KEYS.tags, "none, or a mapping of environment and service");
  return keys && defined({ environment: text(keys.environment), service: text(keys.service) });
}

function readBuild(field: Field | undefined) {
  const keys = object(field, SETTING_KEYS.build);
  if (keys === undefined) return undefined;
  const builder = object(keys.builder, BUILDER_KEYS);
  return defined({
    base: format.image(keys.base),
    platforms: nonEmptyList(keys.platforms, "a list such as [linux/amd64]", (platform) =>
      oneOf(platform, ["linux/amd64", "linux/arm64"]),
    ),
    builder: builder && defined({ name: text(builder.name), exec: boolean(builder.exec) }),
  });
}

function readIstio(field: Field | undefined) {
  if (field?.value === "none") return "none" as const;
  const keys = object(field, SETTING_KEYS.istio, "none, or a mapping of enabled and revision");
  return (
    keys &&
    defined({
      enabled: boolean(keys.enabled),
      revision: format.subdomain(keys.revision, "1-31-0"),
    })
  );
}

function readExpose(field: Field | undefined) {
  const keys = object(field, SETTING_KEYS.expose);
  return (
    keys &&
    defined({
      host: format.subdomain(keys.host, "payments-mock.example.com"),
      gateway: format.gateway(keys.gateway),
    })
  );
}
