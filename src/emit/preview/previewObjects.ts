import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { Deployment } from "kubernetes-types/apps/v1.d.ts";
import type { Job } from "kubernetes-types/batch/v1.d.ts";
import type { PodSpec, Service } from "kubernetes-types/core/v1.d.ts";
import { LONGEST_NAME, previewNames } from "../../campaign/previewNames.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import { type Problem, UserError } from "../../problem.ts";
import { entryAnnotations, ROUTE_WITHDRAWN, STACK_LABEL } from "../../routing/annotations.ts";
import type { Entry } from "../../routing/entry.ts";
import { stackLabel } from "../common/stackOwner.ts";
import { copyLabels } from "./copyLabels.ts";
import type { Origin } from "./origin.ts";
import { lostTarget } from "./portNames.ts";
import { amongThemselves } from "./previewAffinity.ts";
import { mainContainer } from "./previewContainer.ts";
import { previewDeployment } from "./previewDeployment.ts";
import { ruleProblems, rulesOf, sameTrafficPolicy, subsetRule } from "./previewDestinationRule.ts";
import { previewEntry } from "./previewEntry.ts";
import { expiryLabel, previewLabels, REPLICA_LABEL } from "./previewLabels.ts";
import { previewPod, sharedDisks } from "./previewPod.ts";
import { previewService } from "./previewService.ts";
import { setupJob } from "./setupJob.ts";

/** The objects of one preview replica, in the origin's namespace. */
export interface PreviewObjects {
  deployment: Deployment;
  /** Only with `routeTo: service`. */
  service?: Service;
  /** Must succeed before the Deployment is made. */
  setupJob?: Job;
  /** With `routeTo: subset`; with `routeTo: service` only if the team has a traffic policy for the origin. */
  destinationRule?: IDestinationRule;
  /** Where requests with the key go. */
  entry: Entry;
  warnings: Problem[];
}

/**
 * Returns a copy of a Deployment with the preview's changes. No Service of the namespace selects its pods, except the
 * origin's with `routeTo: subset`. Autoscalers and disruption budgets are not copied, and those of the origin do not
 * count the copy's pods.
 *
 * @param stack the stack's name, for labels
 * @throws {UserError} with everything that cannot be copied
 */
export function previewObjects(
  origin: Origin,
  config: PreviewConfig,
  stack: string,
): PreviewObjects {
  const names = previewNames(config);
  const where = config.where ?? `preview ${names.deployment}`;
  const problems = [...nameProblems(config, where), ...takenName(origin, config, stack, where)];
  const rules = rulesOf(origin.destinationRules ?? [], names.originHost);
  const template = origin.deployment.spec?.template;
  const originLabels = template?.metadata?.labels ?? {};
  const labels = copyLabels(origin, config, stack, rules, where, problems);
  if (config.routeTo === "subset") {
    const pods = { labels: originLabels, own: labels.origin };
    problems.push(...headless(origin, config, where), ...ruleProblems(rules, config, pods, where));
  }
  const before = template?.spec ?? { containers: [] };
  const main = mainContainer(before, config, where, problems);
  const changed = previewPod(before, config, main, where, problems);
  problems.push(...lostPorts(origin, config, { origin: before, copy: changed }, where));
  if (problems.length > 0) throw new UserError(problems);

  const pod = amongThemselves(changed, originLabels, labels.changed);
  const entry = previewEntry(config);
  const own = { ...previewLabels(config, stack), ...expiryLabel(config) };
  const selector = { [REPLICA_LABEL]: names.deployment };
  const deployment = previewDeployment(origin.deployment, {
    name: names.deployment,
    namespace: config.namespace,
    replicas: config.replicas,
    labels: own,
    podLabels: labels.pods,
    selector,
    pod,
  });
  const destinationRule =
    config.routeTo === "subset"
      ? subsetRule(rules, config, entry, own)
      : sameTrafficPolicy(rules, config, own);
  const job = setupJob(config, pod, main, labels.setup, own);
  return {
    deployment,
    ...(config.routeTo === "service" && {
      service: previewService(origin.service, config, {
        labels: own,
        annotations: entryAnnotations(entry),
        selector,
        pods: { origin: before, copy: pod },
      }),
    }),
    ...(job && { setupJob: job }),
    ...(destinationRule && { destinationRule }),
    entry,
    warnings: [
      ...sharedDisks(pod, where),
      ...strayRequests(config, where),
      ...withdrawnRoutes(origin, config, where),
    ],
  };
}

/** The copied Deployment's name is also the value of a label. */
function nameProblems(config: PreviewConfig, where: string): Problem[] {
  const { deployment, service } = previewNames(config);
  return [...new Set([deployment, service])]
    .filter((name) => name.length > LONGEST_NAME)
    .map((name) => ({
      where: `${where}.suffix`,
      what: `"${name}" has ${name.length} characters, and Kubernetes allows ${LONGEST_NAME}`,
      fix: "Write a shorter suffix; by default it is the key.",
    }));
}

/** A sidecar sends a request for a headless Service to the pod that the caller chose, regardless of the subset. */
function headless({ service }: Origin, config: PreviewConfig, where: string): Problem[] {
  if (service.spec?.clusterIP !== "None") return [];
  return [
    {
      where: `${where}.routeTo`,
      what: `the Service ${config.service} is headless: its callers choose the pods themselves, and subsets have no effect`,
      fix: 'Write "routeTo: service", with which the copy gets a Service of its own.',
    },
  ];
}

/** A copy has one name for each port. By subset its pods belong to the origin's Service, which may use another one. */
function lostPorts(
  { service }: Origin,
  config: PreviewConfig,
  pods: { origin: PodSpec; copy: PodSpec },
  where: string,
): Problem[] {
  if (config.routeTo === "service") return [];
  return (service.spec?.ports ?? []).flatMap((port) => {
    const number = lostTarget(port, pods.origin, pods.copy);
    if (number === undefined) return [];
    const what = `Service ${config.service} finds port ${number} by the name ${port.targetPort}, and the copy's pods can have only one name for it`;
    const fix = `Write "routeTo: service", or let the Service name the number: "targetPort: ${number}".`;
    return [{ where: `${where}.routeTo`, what, fix }];
  });
}

/** Pulumi refuses to create a Service that exists, but only after half of the preview is made. */
function takenName(
  { services }: Origin,
  config: PreviewConfig,
  stack: string,
  where: string,
): Problem[] {
  const { service } = previewNames(config);
  const found = services.find(({ metadata }) => metadata?.name === service);
  const metadata = found?.metadata ?? {};
  const label = metadata.labels?.[STACK_LABEL];
  if (found === undefined || label === stackLabel(stack) || config.routeTo === "subset") return [];
  const owner = metadata.annotations?.[STACK_LABEL] ?? label;
  const from = owner === undefined ? "from somebody else" : `from stack ${owner}`;
  return [
    {
      where,
      what: `Service ${config.namespace}/${service} exists already, ${from}`,
      fix: "Remove it, or give the preview another key or suffix.",
    },
  ];
}

/** A `preview delete` that did not end leaves its mark, and no router leads to the copy. */
function withdrawnRoutes(
  { services, destinationRules = [] }: Origin,
  config: PreviewConfig,
  where: string,
): Problem[] {
  const { service: name } = previewNames(config);
  const objects = config.routeTo === "service" ? services : destinationRules;
  const own = objects.find(({ metadata }) => metadata?.name === name);
  if (own?.metadata?.annotations?.[ROUTE_WITHDRAWN] === undefined) return [];
  return [
    {
      where,
      what: "no router leads to the copy: a `preview delete` of its key did not end",
      fix: "Run `preview delete` again or, to keep the copy, `preview create`.",
    },
  ];
}

function strayRequests(config: PreviewConfig, where: string): Problem[] {
  if (config.routeTo === "service") return [];
  return [
    {
      where: `${where}.routeTo`,
      what: `callers of ${config.service}.${config.namespace} without a sidecar know no subsets: some of their requests reach the copy`,
      fix: 'Where there are such callers, write "routeTo: service".',
    },
  ];
}
