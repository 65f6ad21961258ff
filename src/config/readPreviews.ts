import type { PreviewConfig } from "../campaign/routingConfig.ts";
import {
  at,
  defined,
  type Field,
  integer,
  list,
  nonEmptyList,
  object,
  oneOf,
  report,
  reportTaken,
  text,
  whereOf,
} from "./check.ts";
import { duration, image, label, serviceName } from "./formats.ts";
import {
  dateTime,
  environment,
  environmentChanges,
  quantities,
  replacements,
} from "./podFormats.ts";
import { labelledKey } from "./routingFormats.ts";
import { ROUTING_DEFAULTS, ROUTING_KEYS } from "./routingShape.ts";

const DEFAULTS = ROUTING_DEFAULTS.previews;

/** The longest name of a Service, and the longest value of a label, in characters. */
const LONGEST = 63;

/** The replicas that the stack makes. */
export function readPreviews(field: Field | undefined): PreviewConfig[] | undefined {
  const entries = new Map<string, Field>();
  const deployments = new Map<string, Field>();
  const services = new Map<string, Field>();
  return list(field, "a list of previews, each with service, namespace and key", (item) => {
    const preview = readPreview(item);
    if (preview === undefined) return undefined;
    const { service, namespace, key, deployment, suffix } = preview;
    const again =
      reportTaken(item, `${key} for ${service}.${namespace}`, entries) ||
      reportTaken(item, `Deployment ${namespace}/${deployment}-${suffix}`, deployments) ||
      reportTaken(item, `Service ${namespace}/${service}-${suffix}`, services);
    return again ? undefined : preview;
  });
}

function readPreview(field: Field): PreviewConfig | undefined {
  const keys = object(field, ROUTING_KEYS.previews, "a preview with service, namespace and key");
  if (keys === undefined) return undefined;
  const service = serviceName(keys.service ?? at(field, "service"));
  const namespace = label(keys.namespace ?? at(field, "namespace"));
  const key = labelledKey(keys.key ?? at(field, "key"));
  const said = defined({
    deployment: label(keys.deployment),
    suffix: label(keys.suffix),
    routeTo: oneOf(keys.routeTo, ["service", "subset"]),
    image: image(keys.image),
    container: label(keys.container),
    env: environmentChanges(keys.env),
    replicas: integer(keys.replicas, { min: 1 }),
    resources: readResources(keys.resources),
    configMaps: replacements(keys.configMaps),
    secrets: replacements(keys.secrets),
    expires: dateTime(keys.expires),
    group: label(keys.group),
    setup: readSetup(keys.setup),
  });
  if (service === undefined || namespace === undefined || key === undefined) return undefined;
  const preview = {
    where: whereOf(field),
    service,
    namespace,
    key,
    deployment: service,
    suffix: key,
    routeTo: DEFAULTS.routeTo,
    env: {},
    replicas: DEFAULTS.replicas,
    configMaps: {},
    secrets: {},
    group: key,
    ...said,
  };
  checkLengths(field, preview);
  return preview;
}

function readResources(field: Field | undefined): PreviewConfig["resources"] {
  const keys = object(field, ROUTING_KEYS["previews.resources"]);
  return keys && defined({ limits: quantities(keys.limits), requests: quantities(keys.requests) });
}

function readSetup(field: Field | undefined): PreviewConfig["setup"] {
  const keys = object(field, ROUTING_KEYS["previews.setup"]);
  if (field === undefined || keys === undefined) return undefined;
  const command = nonEmptyList(
    keys.command ?? at(field, "command"),
    'a list of texts such as ["./migrate", "up"]',
    (part) => text(part),
  );
  return {
    command: command ?? [],
    env: environment(keys.env) ?? {},
    timeout: duration(keys.timeout) ?? DEFAULTS.setup.timeout,
    ...defined({ image: image(keys.image) }),
  };
}

function checkLengths(field: Field, { service, deployment, suffix }: PreviewConfig): void {
  for (const origin of new Set([service, deployment])) {
    const name = `${origin}-${suffix}`;
    if (name.length <= LONGEST) continue;
    const what = `"${name}" has ${name.length} characters, and Kubernetes allows ${LONGEST}`;
    report(at(field, "suffix"), what, "Write a shorter suffix: it is the key where none is given.");
  }
}
