import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import { previewNames } from "../../campaign/previewNames.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import type { Problem } from "../../problem.ts";
import { type Labels, selectsPods, wantedValues } from "../common/labelSelector.ts";
import { withoutTools } from "./gitOps.ts";
import type { Origin } from "./origin.ts";
import { subsetSelectors } from "./previewDestinationRule.ts";
import { previewLabels, REPLICA_LABEL } from "./previewLabels.ts";
import { joined, type NamedSelector, SelectorIndex, serviceSelectors } from "./selectorIndex.ts";
import { unselectedLabels } from "./unselectedLabels.ts";

/** Labels of a preview replica's pods. */
export interface CopyLabels {
  pods: Labels;
  /** Labels of the setup Job's pods, which no Service may select. */
  setup: Labels;
  /** Labels of the origin whose value differs in the copy's pods, with the copy's value. */
  changed: Labels;
  /** Labels that the origin's Deployment selects its pods by and that the copy's pods do not have. */
  origin: Labels;
}

/**
 * Returns the origin's labels with as few changed values as possible. Policies and telemetry depend on these labels,
 * but no Service and not the origin's Deployment may select the copy's pods: the autoscaler and the disruption budget
 * count the pods that the Deployment selects. With `routeTo: subset` the origin's Service selects them, but none of the
 * team's own subsets does. What is not possible adds problems.
 *
 * @param rules the team's own DestinationRules for the origin's host
 */
export function copyLabels(
  origin: Origin,
  config: PreviewConfig,
  stack: string,
  rules: IDestinationRule[],
  where: string,
  problems: Problem[],
): CopyLabels {
  const template = origin.deployment.spec?.template.metadata?.labels ?? {};
  const service = origin.service.spec?.selector ?? {};
  problems.push(...serviceProblems(config, service, template, where));
  const shared = previewLabels(config, stack);
  const own = { ...shared, [REPLICA_LABEL]: previewNames(config).deployment };
  const deployment = ownSelector(origin, config);
  // The copy's own Service is among them once it exists.
  const ofCopy = `Service ${previewNames(config).service}`;
  const services = serviceSelectors(origin.services);
  const others = joined([new SelectorIndex([deployment]), services], [ofCopy]);
  const bySubset = config.routeTo === "subset";
  const plain = withoutTools(template);

  const pods = bySubset
    ? unselectedLabels(
        { ...plain, ...own, ...service },
        joined(
          [others, new SelectorIndex(subsetSelectors(rules, service))],
          [`Service ${config.service}`],
        ),
        new Set([...Object.keys(own), ...Object.keys(service)]),
        config.suffix,
      )
    : unselectedLabels({ ...plain, ...own }, others, new Set(Object.keys(own)), config.suffix);
  problems.push(...pods.finders.map((finder) => finderProblem(finder, config, where)));
  const setup = unselectedLabels(
    { ...plain, ...shared },
    others,
    new Set(Object.keys(shared)),
    config.suffix,
  );
  return {
    pods: pods.labels,
    setup: setup.labels,
    changed: pods.changed,
    origin: Object.fromEntries(
      wantedValues(deployment.selector).flatMap(([key]) => {
        const value = template[key];
        return value === undefined || value === pods.labels[key] ? [] : [[key, value]];
      }),
    ),
  };
}

function ownSelector({ deployment }: Origin, config: PreviewConfig): NamedSelector {
  return {
    name: `Deployment ${config.deployment}`,
    selector: deployment.spec?.selector ?? { matchLabels: {} },
  };
}

function serviceProblems(
  config: PreviewConfig,
  selector: Labels,
  template: Labels,
  where: string,
): Problem[] {
  if (selectsPods(selector, template)) return [];
  return [
    {
      where: `${where}.deployment`,
      what: `Service ${config.service} does not select the pods of Deployment ${config.deployment}`,
      fix: `Name the Deployment behind Service ${config.service}.`,
    },
  ];
}

function finderProblem(finder: string, config: PreviewConfig, where: string): Problem {
  if (config.routeTo === "service")
    return {
      where: `${where}.deployment`,
      what: `${finder} would select the copy's pods too: it requires no label value that the copy could change`,
      fix: "Let it also select by the value of a label of its pods, such as app.",
    };
  return {
    where: `${where}.routeTo`,
    what: `${finder} would select the copy's pods too: it selects only by labels by which Service ${config.service} selects them`,
    fix: `Write "routeTo: service", or let it also select by another label of its pods, such as "version: v1".`,
  };
}
