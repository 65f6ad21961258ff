import { mockNames } from "../campaign/mockNames.ts";
import type { Problem } from "../problem.ts";
import { type Entry, isWrong, placeOf } from "./entry.ts";
import { ENCRYPTED, type Field, hasProblem, problemAt } from "./values/check.ts";

/** The longest name of a Service or Namespace, in characters. */
const LONGEST = 63;

/** Names that are too long or taken, and services that want different things of one namespace. */
export function checkNames(entries: Entry[]): Problem[] {
  const named = entries.filter(hasNames);
  return named.flatMap((entry, index) => {
    const { resource, namespace } = mockNames(entry.config);
    return [
      ...checkLength(entry.name, resource),
      ...(namespace === resource ? [] : checkLength(placeOf(entry, "namespace"), namespace)),
      ...named.slice(0, index).flatMap((other) => checkPair(entry, other)),
    ];
  });
}

/** Whether all that names are made of is good by itself. */
function hasNames(entry: Entry): boolean {
  const { resource, namespace } = mockNames(entry.config);
  if (resource.includes(ENCRYPTED) || namespace.includes(ENCRYPTED)) return false;
  const parts = ["namespace", "createNamespace", "suffix", "campaign"] as const;
  return !hasProblem(entry.name) && !parts.some((key) => isWrong(entry, key));
}

function checkLength(field: Field, name: string): Problem[] {
  if (name.length <= LONGEST) return [];
  const what = `"${name}" has ${name.length} characters, and Kubernetes allows ${LONGEST}`;
  return [problemAt(field, what, "It is made with campaign and suffix: shorten one of the three.")];
}

function checkPair(entry: Entry, other: Entry): Problem[] {
  const theirs = other.field.path;
  const { resource, namespace } = mockNames(entry.config);
  const taken = mockNames(other.config);
  if (entry.config.name === other.config.name) {
    const what = `"${entry.config.name}" is the name of ${theirs} too`;
    return [problemAt(entry.name, what, "Every service has a name of its own.")];
  }
  if (namespace !== taken.namespace) return [];
  if (resource === taken.resource) {
    const what = `"${resource}" in namespace "${namespace}" is the mock of ${theirs} too`;
    return [problemAt(entry.name, what, "Change name, campaign or suffix of one of them.")];
  }
  // What exists already is nobody's to settle.
  if (!entry.config.createNamespace && !other.config.createNamespace) return [];
  return (["createNamespace", "adopt", "istio"] as const)
    .filter((key) => JSON.stringify(entry.config[key]) !== JSON.stringify(other.config[key]))
    .filter((key) => !isWrong(entry, key) && !isWrong(other, key))
    .map((key) => {
      const what = `namespace "${namespace}" is shared with ${theirs}, which has another ${key}`;
      const fix = "Write the same in both, or give one of them another namespace.";
      return problemAt(placeOf(entry, key), what, fix);
    });
}
