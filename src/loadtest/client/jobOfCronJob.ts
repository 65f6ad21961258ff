import type { CronJob, Job } from "kubernetes-types/batch/v1.d.ts";

/** A Job's name is at most 63 characters, and its pods' names have six more. */
const MOST_NAME = 52;

/**
 * Returns the Job that "Run now" of a console makes of a CronJob: its template, with the CronJob as its owner, and the
 * annotation of `kubectl create job --from`.
 *
 * @param suffix makes the name its own
 * @param more arguments beside those of the template
 */
export function jobOfCronJob(cronJob: CronJob, suffix: string, more: string[] = []): Job {
  const { name = "", namespace = "", uid = "" } = cronJob.metadata ?? {};
  const { metadata, spec } = cronJob.spec?.jobTemplate ?? {};
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: `${name.slice(0, MOST_NAME - suffix.length - 1)}-${suffix}`,
      namespace,
      ...(metadata?.labels && { labels: metadata.labels }),
      annotations: { ...metadata?.annotations, "cronjob.kubernetes.io/instantiate": "manual" },
      ownerReferences: [{ apiVersion: "batch/v1", kind: "CronJob", name, uid, controller: true }],
    },
    ...(spec && { spec: more.length === 0 ? spec : withArguments(spec, more) }),
  };
}

function withArguments(spec: NonNullable<Job["spec"]>, more: string[]): NonNullable<Job["spec"]> {
  const pod = spec.template.spec;
  if (pod === undefined) return spec;
  const [first, ...others] = pod.containers;
  if (first === undefined) return spec;
  const container = { ...first, args: [...(first.args ?? []), ...more] };
  return {
    ...spec,
    template: { ...spec.template, spec: { ...pod, containers: [container, ...others] } },
  };
}
