import type { PreviewConfig } from "../campaign/routingConfig.ts";
import { ROUTING } from "./schema/stack.ts";
import { at, type Field, report, reportTaken, whereOf } from "./values/check.ts";

/** Length of the longest name of a Service, and of the longest label value. */
const LONGEST = 63;

/** Reads the preview replicas of the stack. */
export function readPreviews(field: Field | undefined): PreviewConfig[] | undefined {
  const entries = new Map<string, Field>();
  const deployments = new Map<string, Field>();
  const services = new Map<string, Field>();
  return ROUTING.previews.type.read(field)?.flatMap(({ field, value }) => {
    const { service, namespace, key } = value;
    const preview: PreviewConfig = {
      where: whereOf(field),
      deployment: service,
      suffix: key,
      group: key,
      ...value,
    };
    const { deployment, suffix } = preview;
    checkLengths(field, preview);
    const again =
      reportTaken(field, `${key} for ${service}.${namespace}`, entries) ||
      reportTaken(field, `Deployment ${namespace}/${deployment}-${suffix}`, deployments) ||
      reportTaken(field, `Service ${namespace}/${service}-${suffix}`, services);
    return again ? [] : [preview];
  });
}

function checkLengths(field: Field, { service, deployment, suffix }: PreviewConfig): void {
  for (const origin of new Set([service, deployment])) {
    const name = `${origin}-${suffix}`;
    if (name.length <= LONGEST) continue;
    const what = `"${name}" has ${name.length} characters, and Kubernetes allows ${LONGEST}`;
    report(at(field, "suffix"), what, "Write a shorter suffix; by default it is the key.");
  }
}
