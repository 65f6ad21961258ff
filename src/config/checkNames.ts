import { mockNames } from "../campaign/mockNames.ts";
import { podsConfig } from "../campaign/mockPods.ts";
import type { Problem } from "../problem.ts";
import { type DeclaredService, isWrong, placeOf } from "./declaredService.ts";
import { ENCRYPTED, type Field, hasProblem, problemAt } from "./values/check.ts";

/** Length of the longest name of a Service or Namespace. */
const LONGEST = 63;

/** Reports names that are too long or taken, and services that need different things from one namespace. */
export function checkNames(services: DeclaredService[]): Problem[] {
  const named = services.filter(hasNames);
  return named.flatMap((service, index) => {
    const { resource, namespace } = mockNames(service.config);
    return [
      ...checkLength(service.name, resource),
      ...(namespace === resource ? [] : checkLength(placeOf(service, "namespace"), namespace)),
      ...checkLengthOfPods(service),
      ...named.slice(0, index).flatMap((other) => checkPair(service, other)),
    ];
  });
}

/** Returns whether all parts of a service's names are valid by themselves. */
function hasNames(service: DeclaredService): boolean {
  const { resource, namespace } = mockNames(service.config);
  if (resource.includes(ENCRYPTED) || namespace.includes(ENCRYPTED)) return false;
  const parts = ["namespace", "createNamespace", "suffix", "campaign"] as const;
  return !hasProblem(service.name) && !parts.some((key) => isWrong(service, key));
}

function checkLength(field: Field, name: string): Problem[] {
  if (name.length <= LONGEST) return [];
  const what = `"${name}" has ${name.length} characters, and Kubernetes allows ${LONGEST}`;
  return [
    problemAt(field, what, "It contains the campaign and the suffix: shorten one of the three."),
  ];
}

/** Shared pods are named after the namespace. */
function checkLengthOfPods(service: DeclaredService): Problem[] {
  if (service.config.pods === "own") return [];
  return checkLength(placeOf(service, "namespace"), mockNames(podsConfig(service.config)).resource);
}

function checkPair(service: DeclaredService, other: DeclaredService): Problem[] {
  const theirs = other.field.path;
  const { resource, namespace } = mockNames(service.config);
  const taken = mockNames(other.config);
  if (service.config.name === other.config.name) {
    const what = `"${service.config.name}" is the name of ${theirs} too`;
    return [problemAt(service.name, what, "Give each service a name of its own.")];
  }
  if (namespace !== taken.namespace) return [];
  if (resource === taken.resource) {
    const what = `"${resource}" in namespace "${namespace}" is the mock of ${theirs} too`;
    return [problemAt(service.name, what, "Change name, campaign or suffix of one of them.")];
  }
  // A namespace that neither service creates needs no agreement.
  if (!service.config.createNamespace && !other.config.createNamespace) return [];
  return (["createNamespace", "adopt", "istio"] as const)
    .filter((key) => JSON.stringify(service.config[key]) !== JSON.stringify(other.config[key]))
    .filter((key) => !isWrong(service, key) && !isWrong(other, key))
    .map((key) => {
      const what = `namespace "${namespace}" is shared with ${theirs}, which has a different ${key}`;
      const fix = "Write the same value in both, or give one of them another namespace.";
      return problemAt(placeOf(service, key), what, fix);
    });
}
