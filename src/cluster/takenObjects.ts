import { stackFileOf } from "../config/stackFile.ts";
import type { KubernetesObject } from "../emit/common/kubernetesObject.ts";
import type { StackState } from "../emit/common/stackOwner.ts";
import { and, type Problem } from "../problem.ts";
import type { Declared } from "./declaredObjects.ts";
import type { FoundObject } from "./foundObjects.ts";
import { holderOf, SOMEBODY } from "./ownership.ts";

/** Returns the problems of objects that exist and are another's, or that are being removed. */
export function takenObjects(
  declared: readonly Declared[],
  found: readonly FoundObject[],
  state: StackState,
): Problem[] {
  const met = meet(declared, found);
  return [
    ...leaving(met),
    ...ofOthers(met, state),
    ...inNamespacesOfOthers(met, state),
    ...fromFiles(met, state),
  ];
}

/**
 * Returns a warning if the stack's objects were applied from files: `kubectl apply` goes on, but `pulumi up` would not.
 */
export function appliedFromFiles(
  declared: readonly Declared[],
  found: readonly FoundObject[],
  state: StackState,
): Problem[] {
  if (state.uids !== undefined) return [];
  const files = filesOf(meet(declared, found), state);
  if (files.length === 0) return [];
  return [
    {
      where: stackFileOf(state.owner.stack),
      what: `${howMany(files)} were applied from files`,
      fix: HOW_ON,
    },
  ];
}

const HOW_ON =
  "Go on with kubectl; or, before the stack's first `pulumi up`, remove them: kubectl delete --recursive -f <directory of render>.";

/** A declared object that exists. */
interface Met extends Declared, FoundObject {}

function meet(declared: readonly Declared[], found: readonly FoundObject[]): Met[] {
  const byName = new Map(found.map((one) => [keyOf(one.kind, one.metadata), one]));
  const all = new Map(declared.map((one) => [keyOf(one.object.kind, one.object.metadata), one]));
  return [...all].flatMap(([key, one]) => {
    const existing = byName.get(key);
    return existing === undefined ? [] : [{ ...one, ...existing }];
  });
}

function keyOf(kind: string | undefined, metadata: KubernetesObject["metadata"]): string {
  return [kind, metadata?.namespace ?? "", metadata?.name].join(" ");
}

/** Nothing can be made in a namespace that is being removed, and an object that is changed then is gone afterwards. */
function leaving(met: readonly Met[]): Problem[] {
  const away = met.filter(({ metadata }) => metadata.deletionTimestamp !== undefined);
  const namespaces = new Set(
    away.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name),
  );
  return away
    .filter(({ metadata }) => !namespaces.has(metadata.namespace ?? ""))
    .map(({ where, kind, metadata, status }) => ({
      where,
      what: `${kind} ${nameOf(metadata)} is being removed, since ${metadata.deletionTimestamp}${heldBy(metadata, status)}`,
      fix:
        kind === "Namespace"
          ? "Wait until it is gone, or remove what holds it; then update with --refresh if this stack made it."
          : "Wait until it is gone.",
    }));
}

/** Returns what the namespace controller, or an object's finalizers, wait for. */
function heldBy(
  { finalizers = [] }: FoundObject["metadata"],
  status: FoundObject["status"],
): string {
  const told = (status?.conditions ?? [])
    .filter(({ status, message }) => status === "True" && message !== undefined)
    .map(({ message = "" }) => message.replace(/\.?\s*$/, ""));
  if (told.length > 0) return `: ${told.join("; ")}`;
  return finalizers.length === 0 ? "" : `: its finalizers are ${and(finalizers)}`;
}

function ofOthers(met: readonly Met[], state: StackState): Problem[] {
  const taken = met.flatMap((one) => {
    const holder = holderOf(one.metadata, state);
    if (typeof holder === "string" || !isMade(one)) return [];
    // A namespace of somebody else's, and hosts of a VirtualService, have messages of their own.
    if (one.kind === "Namespace" && holder.other === SOMEBODY) return [];
    if (one.kind === "VirtualService") return [];
    return [{ ...one, holder: holder.other }];
  });
  const isNamespace = ({ kind }: Met) => kind === "Namespace";
  const groups = Map.groupBy(
    taken.filter((one) => !isNamespace(one)),
    ({ where, holder }) => JSON.stringify([where, holder]),
  );
  return [
    ...taken.filter(isNamespace).map(({ where, metadata, holder }) => ({
      where,
      what: `namespace "${metadata.name}" is to be created, but exists already and belongs to ${holder}`,
      fix: APART,
    })),
    ...[...groups].map(([group, objects]) => {
      const [where, holder]: [string, string] = JSON.parse(group);
      return {
        where,
        what: `${howMany(objects)} would be created, but ${objects.length === 1 ? "exists already and belongs" : "exist already and belong"} to ${holder}`,
        fix: "Change the name, campaign, suffix or key here, or remove it there.",
      };
    }),
  ];
}

const APART =
  "To create another one, change namespace, campaign or suffix. To share it, make it outside of both stacks, and write in both adopt: true, or createNamespace: false with its full name as namespace.";

/** The stack that made a namespace removes it on destroy, with everything that others have in it. */
function inNamespacesOfOthers(met: readonly Met[], state: StackState): Problem[] {
  return met.flatMap((one) => {
    const holder = holderOf(one.metadata, state);
    if (one.kind !== "Namespace" || isMade(one)) return [];
    if (typeof holder === "string" || holder.other === SOMEBODY) return [];
    return [
      {
        where: one.where,
        what: `namespace "${one.metadata.name}" is to be used, but was made by ${holder.other}: its destroy would remove everything in it`,
        fix: APART,
      },
    ];
  });
}

/** A namespace that the stack only uses is read without labels. */
function isMade({ object }: Declared): boolean {
  return object.metadata?.labels !== undefined;
}

/** `pulumi up` would take these over by half: what differs is a conflict with the fields of their manager. */
function fromFiles(met: readonly Met[], state: StackState): Problem[] {
  if (state.uids === undefined) return [];
  const files = filesOf(met, state);
  if (files.length === 0) return [];
  return [
    {
      where: stackFileOf(state.owner.stack),
      what: `${howMany(files)} exist already: they were applied from files, and are not in this stack's state`,
      fix: HOW_ON,
    },
  ];
}

function filesOf(met: readonly Met[], state: StackState): Met[] {
  return met.filter((one) => isMade(one) && holderOf(one.metadata, state) === "files");
}

/** Returns objects by their names, of which the first three are told. */
function howMany(objects: readonly FoundObject[]): string {
  const names = objects.map(({ kind, metadata }) => `${kind} ${nameOf(metadata)}`);
  const more = names.length - 3;
  return and(more > 1 ? [...names.slice(0, 3), `${more} more`] : names);
}

function nameOf({ name, namespace }: FoundObject["metadata"]): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
