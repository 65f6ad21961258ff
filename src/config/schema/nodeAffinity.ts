import type { NodeSelectorTerm } from "../../campaign/podTerms.ts";
import { at, hasProblem, report } from "../values/check.ts";
import { labelKey } from "../values/formats.ts";
import { list, oneOf, text, whole } from "../values/kinds.ts";
import type { Kind, Section } from "../values/setting.ts";

const TERM = {
  key: {
    type: labelKey,
    required: true,
    meaning: "Key of the label.",
    example: "kubernetes.io/arch",
  },
  operator: {
    type: oneOf("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    required: true,
    meaning: "How the label's value is compared.",
    example: "In",
  },
  values: {
    type: list(text(), "a list of texts"),
    default: [],
    meaning:
      "One or more with `In` and `NotIn`, none with `Exists` and `DoesNotExist`, one integer in quotes with `Gt` and `Lt`.",
    example: ["amd64"],
  },
} satisfies Section;

const term = whole(TERM);

/** An expression on a label of nodes. */
export const nodeSelectorTerm: Kind<NodeSelectorTerm> = {
  ...term,
  read(field) {
    const read = term.read(field);
    if (field === undefined || read === undefined || hasProblem(field)) return undefined;
    const { operator, values } = read;
    const needed = neededValues(operator, values);
    if (needed === undefined) return read;
    const count = values.length === 0 ? "none" : JSON.stringify(values);
    report(at(field, "values"), `operator ${operator} takes ${needed}, received ${count}`);
    return read;
  },
};

/** Returns what values the operator needs by the rules of the Kubernetes API, or undefined if these values fit. */
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
