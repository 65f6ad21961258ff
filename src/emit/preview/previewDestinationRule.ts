import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1";
import { previewNames } from "../../campaign/previewNames.ts";
import type { PreviewConfig } from "../../campaign/routingConfig.ts";
import type { Problem } from "../../problem.ts";
import { entryAnnotations, ROUTE_KEY } from "../../routing/annotations.ts";
import type { Entry } from "../../routing/entry.ts";
import { serviceHost } from "../../routing/serviceHost.ts";
import { type Labels, selects } from "../common/labelSelector.ts";
import { MANAGED_BY } from "../common/labels.ts";
import { subsetName } from "./previewEntry.ts";
import type { NamedSelector } from "./selectorIndex.ts";

/** Returns the team's own DestinationRules for a host from those of the host's namespace. */
export function rulesOf(rules: IDestinationRule[], host: string): IDestinationRule[] {
  return rules.filter(({ metadata, spec }) => {
    const name = spec?.host ?? "";
    const isHost =
      name === host || (!name.includes(".") && serviceHost(name, metadata?.namespace) === host);
    return isHost && metadata?.labels?.[MANAGED_BY] !== "understudy";
  });
}

/** Returns a rule that gives a copy's Service the traffic policy of its origin, or undefined if the team has none. */
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
 * Returns a rule that makes the copy's pods a subset of the origin's Service. It stands beside the team's own rule:
 * Istio merges the subsets of a host's rules and takes the only traffic policy among them (`mergeDestinationRule` in
 * pilot/pkg/model/destination_rule.go), if they are in one namespace, exported to the same namespaces and without a
 * workloadSelector.
 */
export function subsetRule(
  rules: IDestinationRule[],
  config: PreviewConfig,
  entry: Entry,
  labels: Labels,
): IDestinationRule {
  const exportTo = rules.map(({ spec }) => spec?.exportTo).find((list) => list !== undefined);
  const { metadata, ...rule } = destinationRule(config, labels, {
    host: entry.origin,
    ...(exportTo && { exportTo }),
    subsets: [{ name: subsetName(config), labels: { [ROUTE_KEY]: config.key } }],
  });
  return { ...rule, metadata: { ...metadata, annotations: entryAnnotations(entry) } };
}

/**
 * Returns the conflicts between the team's own rules and a subset for the copy. The team must have a subset of the
 * origin's pods for requests without a key. It exists before the first preview and after the last, so that routes can
 * name it.
 *
 * @param origin labels of the origin's pods; `own` are those that the copy's pods do not have
 */
export function ruleProblems(
  rules: IDestinationRule[],
  config: PreviewConfig,
  origin: { labels: Labels; own: Labels },
  where: string,
): Problem[] {
  const problem = (what: string, fix: string) => ({ where: `${where}.routeTo`, what, fix });
  const { service } = config;
  const byService = '"routeTo: service", with which the copy gets a Service of its own';
  const subsets = rules.flatMap(({ metadata, spec }) =>
    (spec?.subsets ?? []).map((subset) => ({ ...subset, rule: metadata?.name })),
  );
  const ofOrigin = subsets.filter(({ labels = {} }) =>
    selects({ matchLabels: labels }, origin.labels),
  );
  const [label] = Object.entries(origin.own);
  return [
    ...(ofOrigin.length > 0 || label === undefined
      ? []
      : [
          problem(
            `no DestinationRule of ${service} in its namespace has a subset of the pods of Deployment ${config.deployment}, for requests without a key`,
            `Make one with a subset such as "{ name: stable, labels: { ${label.join(": ")} } }" and name it in the base of the host's routes; or write ${byService}.`,
          ),
        ]),
    ...subsets
      .filter(({ name }) => name === subsetName(config))
      .map(({ name, rule }) =>
        problem(
          `DestinationRule ${rule} has a subset "${name}" already, and Istio takes only one of them`,
          `Take another key, or write ${byService}.`,
        ),
      ),
    ...rules
      .filter(({ spec }) => spec?.workloadSelector !== undefined)
      .map(({ metadata }) =>
        problem(
          `DestinationRule ${metadata?.name} has a workloadSelector, and Istio adds no other rule's subsets to it`,
          `Write ${byService}.`,
        ),
      ),
  ];
}

/** Returns the selectors of the team's subsets, none of which may select the copy's pods. */
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
