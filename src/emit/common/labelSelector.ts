import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";

/** Label values by label name. */
export type Labels = Record<string, string>;

/** Returns whether a selector selects an object with these labels. As in Kubernetes, all its requirements must hold. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          return false;
      }
    })
  );
}

/** Returns whether a Service's selector selects pods with these labels. A Service without one selects none. */
export function selectsPods(selector: Labels = {}, labels: Labels = {}): boolean {
  return Object.keys(selector).length > 0 && selects({ matchLabels: selector }, labels);
}

/** Returns each label that a selector requires by value, with the values that it accepts. */
export function wantedValues(selector: LabelSelector): [key: string, values: string[]][] {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return [
    ...Object.entries(matchLabels).map(([key, value]): [string, string[]] => [key, [value]]),
    ...matchExpressions
      .filter(({ operator }) => operator === "In")
      .map(({ key, values = [] }): [string, string[]] => [key, values]),
  ];
}

/** Returns the selector for pods whose labels have changed: former values are replaced by the new ones. */
export function selectChanged(
  selector: LabelSelector,
  before: Labels,
  changed: Labels,
): LabelSelector {
  const renew = (key: string, value: string) =>
    value === before[key] ? (changed[key] ?? value) : value;
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(matchLabels && {
      matchLabels: Object.fromEntries(
        Object.entries(matchLabels).map(([key, value]) => [key, renew(key, value)]),
      ),
    }),
    ...(matchExpressions && {
      matchExpressions: matchExpressions.map((expression) => ({
        ...expression,
        ...(expression.values && {
          values: expression.values.map((value) => renew(expression.key, value)),
        }),
      })),
    }),
  };
}
