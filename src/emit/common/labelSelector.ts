import type { LabelSelector } from "kubernetes-types/meta/v1.d.ts";

/** Labels by their names. */
export type Labels = Record<string, string>;

/** Whether a selector finds what has these labels, as Kubernetes reads it: all of its requirements hold. */
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

/** Each label that a selector asks for by its value, with the values that it takes. */
export function wantedValues(selector: LabelSelector): [key: string, values: string[]][] {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return [
    ...Object.entries(matchLabels).map(([key, value]): [string, string[]] => [key, [value]]),
    ...matchExpressions
      .filter(({ operator }) => operator === "In")
      .map(({ key, values = [] }): [string, string[]] => [key, values]),
  ];
}

/** The selector for pods with other values of some labels, in the place of the values that they had. */
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
