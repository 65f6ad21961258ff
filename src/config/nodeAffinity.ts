import type { NodeSelectorTerm } from "../campaign/campaign.ts";
import { at, type Field, hasProblem, list, object, oneOf, report, text } from "./check.ts";
import { labelKey } from "./formats.ts";
import { SETTING_KEYS } from "./shape.ts";

const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] as const;

/** Expressions on labels of nodes, all of which must hold. */
export function readNodeAffinity(field: Field | undefined): NodeSelectorTerm[] | undefined {
  return list(
    field,
    "a list such as [{ key: kubernetes.io/arch, operator: In, values: [amd64] }]",
    readTerm,
  );
}

function readTerm(field: Field): NodeSelectorTerm | undefined {
  const keys = object(field, SETTING_KEYS.nodeAffinity);
  if (keys === undefined) return undefined;
  const key = labelKey(keys.key ?? at(field, "key"));
  const operator = oneOf(keys.operator ?? at(field, "operator"), OPERATORS);
  const values = list(keys.values, "a list of texts", (value) => text(value)) ?? [];
  if (key === undefined || operator === undefined || hasProblem(field)) return undefined;
  const needed = neededValues(operator, values);
  if (needed !== undefined) {
    const count = values.length === 0 ? "none" : JSON.stringify(values);
    report(
      keys.values ?? at(field, "values"),
      `operator ${operator} takes ${needed}, received ${count}`,
    );
  }
  return { key, operator, values };
}

/** What the operator takes, if these values are not that; the rules of the Kubernetes API. */
function neededValues(
  operator: NodeSelectorTerm["operator"],
  values: string[],
): string | undefined {
  switch (operator) {
    case "In":
    case "NotIn":
      return values.length > 0 ? undefined : "one value or more";
    case "Exists":
    case "DoesNotExist":
      return values.length === 0 ? undefined : "no values";
    case "Gt":
    case "Lt":
      return values.length === 1 && /^\d+$/.test(values[0] ?? "")
        ? undefined
        : "one integer as text";
  }
}
