import { LONGEST_NAME, previewNames } from "../campaign/previewNames.ts";
import type { PreviewConfig } from "../campaign/routingConfig.ts";
import { ROUTING } from "./schema/stack.ts";
import { at, type Field, report, reportTaken, whereOf } from "./values/check.ts";

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

function checkLengths(field: Field, preview: PreviewConfig): void {
  const { service, deployment } = previewNames(preview);
  for (const name of new Set([service, deployment])) {
    if (name.length <= LONGEST_NAME) continue;
    const what = `"${name}" has ${name.length} characters, and Kubernetes allows ${LONGEST_NAME}`;
    report(at(field, "suffix"), what, "Write a shorter suffix; by default it is the key.");
  }
}
