import type { ServiceConfig } from "./campaign.ts";
import { ENCRYPTED, type Field, hasProblem, report } from "./check.ts";
import { type Entry, placeOf } from "./entry.ts";

/** The longest name of a Service or Namespace, in characters. */
const LONGEST = 63;

/** The rule of `emit/names.ts`, which a test holds beside this one: what is emitted is not read here. */
export function namesOf({ name, campaign, suffix, namespace }: ServiceConfig) {
  const tail = `${campaign === undefined ? "" : `-${campaign}`}${suffix}`;
  return {
    resource: `${name}${tail}`,
    namespace: namespace.create ? `${namespace.name}${tail}` : namespace.name,
  };
}

/** Reports names that are too long or taken, and services that want different things of one namespace. */
export function checkNames(entries: Entry[]): void {
  const named = entries.filter(hasNames);
  named.forEach((entry, index) => {
    const { resource, namespace } = namesOf(entry.config);
    checkLength(entry.name, resource);
    if (namespace !== resource) checkLength(placeOf(entry, "namespace"), namespace);
    for (const other of named.slice(0, index)) checkPair(entry, other);
  });
}

/** Whether all that names are made of is good by itself. */
function hasNames(entry: Entry): boolean {
  const { resource, namespace } = namesOf(entry.config);
  if (resource.includes(ENCRYPTED) || namespace.includes(ENCRYPTED)) return false;
  const parts = (["namespace", "suffix", "campaign"] as const).map((key) => placeOf(entry, key));
  return ![entry.name, ...parts].some(hasProblem);
}

function checkLength(field: Field, name: string): void {
  if (name.length <= LONGEST) return;
  report(
    field,
    `"${name}" has ${name.length} characters, and Kubernetes allows ${LONGEST}`,
    "It is made with campaign and suffix: shorten one of the three.",
  );
}

function checkPair(entry: Entry, other: Entry): void {
  const theirs = other.field.path;
  if (entry.config.name === other.config.name) {
    const what = `"${entry.config.name}" is the name of ${theirs} too`;
    report(entry.name, what, "Every service has a name of its own.");
    return;
  }
  const { resource, namespace } = namesOf(entry.config);
  const taken = namesOf(other.config);
  if (namespace !== taken.namespace) return;
  if (resource === taken.resource) {
    const what = `"${resource}" in namespace "${namespace}" is the mock of ${theirs} too`;
    report(entry.name, what, "Change name, campaign or suffix of one of them.");
  }
  for (const key of ["namespace", "adopt", "istio"] as const) {
    const place = placeOf(entry, key);
    if (wantsOfNamespace(entry, key) === wantsOfNamespace(other, key) || hasProblem(place))
      continue;
    const what = `namespace "${namespace}" is shared with ${theirs}, which has another ${key}`;
    report(place, what, "Write the same in both, or give one of them another namespace.");
  }
}

/** What a service wants its namespace to be, as a text to compare. */
function wantsOfNamespace({ config }: Entry, key: "namespace" | "adopt" | "istio"): string {
  return JSON.stringify(key === "namespace" ? config.namespace.create : config[key]);
}
