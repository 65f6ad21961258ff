import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import type { PreviewConfig } from "../config/routing.ts";
import type { Problem } from "../problem.ts";
import { entryAnnotations, ROUTE_KEY } from "../routing/annotations.ts";
import type { Entry } from "../routing/entry.ts";
import { ORIGIN_SUBSET } from "../routing/originSubset.ts";
import { serviceHost } from "../routing/serviceHost.ts";
import type { Labels } from "./labelSelector.ts";
import { subsetName } from "./previewEntry.ts";
import { MANAGED_BY } from "./previewLabels.ts";
import { previewNames } from "./previewNames.ts";
import type { NamedSelector } from "./unselectedLabels.ts";

/** The team's own DestinationRules of a host, of those of the host's namespace. */
export function rulesOf(rules: IDestinationRule[], host: string): IDestinationRule[] {
  return rules.filter(({ metadata, spec }) => {
    const name = spec?.host ?? "";
    const isHost =
      name === host || (!name.includes(".") && serviceHost(name, metadata?.namespace) === host);
    return isHost && metadata?.labels?.[MANAGED_BY] !== "understudy";
  });
}

/** How a copy by Service is called: as its origin is. Undefined where the team says nothing about that. */
export function sameTrafficPolicy(
  rules: IDestinationRule[],
  config: PreviewConfig,
  labels: Labels,
): IDestinationRule | undefined {
  const spec = rules.map((rule) => rule.spec).find((one) => one?.trafficPolicy !== undefined);
  if (spec?.trafficPolicy === undefined) return undefined;
  const { exportTo, trafficPolicy, workloadSelector } = spec;
  return destinationRule(config, labels, {
    host: previewNames(config).host,
    ...(exportTo && { exportTo }),
    ...(workloadSelector && { workloadSelector }),
    trafficPolicy,
  });
}

/**
 * Two subsets of the origin's Service: the copy's pods, and the origin's alone. It is a rule of its own beside the team's:
 * Istio adds up the subsets of a host's rules, and takes the only traffic policy that there is (`mergeDestinationRule`
 * in pilot/pkg/model/destination_rule.go), if they are in one namespace, exported alike and without workloadSelector.
 *
 * @param originLabels labels that the origin's pods have and the copy's have not
 */
export function subsetRule(
  rules: IDestinationRule[],
  config: PreviewConfig,
  entry: Entry,
  labels: Labels,
  originLabels: Labels,
): IDestinationRule {
  const exportTo = rules.map(({ spec }) => spec?.exportTo).find((list) => list !== undefined);
  const { metadata, ...rule } = destinationRule(config, labels, {
    host: entry.origin,
    ...(exportTo && { exportTo }),
    subsets: [
      { name: ORIGIN_SUBSET, labels: originLabels },
      { name: subsetName(config), labels: { [ROUTE_KEY]: config.key } },
    ],
  });
  return { ...rule, metadata: { ...metadata, annotations: entryAnnotations(entry) } };
}

/** What of the team's own rules stands in a subset's way. */
export function ruleProblems(
  rules: IDestinationRule[],
  config: PreviewConfig,
  where: string,
): Problem[] {
  const names = [ORIGIN_SUBSET, subsetName(config)];
  return rules.flatMap((rule) => {
    const name = `DestinationRule ${rule.metadata?.name}`;
    const taken = (rule.spec?.subsets ?? []).filter((subset) => names.includes(subset.name));
    return [
      ...taken.map((subset) => ({
        where: `${where}.by`,
        what: `${name} has a subset "${subset.name}" already, and Istio takes only one of them`,
        fix: 'Give it another name, or write "by: service": the copy gets a Service of its own.',
      })),
      ...(rule.spec?.workloadSelector === undefined
        ? []
        : [
            {
              where: `${where}.by`,
              what: `${name} has a workloadSelector, and Istio adds no other rule's subsets to it`,
              fix: 'Write "by: service": the copy gets a Service of its own.',
            },
          ]),
    ];
  });
}

/** The team's subsets, none of which may find the copy. */
export function subsetSelectors(rules: IDestinationRule[], service: Labels): NamedSelector[] {
  return rules.flatMap(({ metadata, spec }) =>
    (spec?.subsets ?? []).map(({ name, labels = {} }) => ({
      name: `subset ${name} of DestinationRule ${metadata?.name}`,
      selector: { matchLabels: { ...service, ...labels } },
    })),
  );
}

function destinationRule(
  config: PreviewConfig,
  labels: Labels,
  spec: NonNullable<IDestinationRule["spec"]>,
): IDestinationRule {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: previewNames(config).service, namespace: config.namespace, labels },
    spec,
  };
}
