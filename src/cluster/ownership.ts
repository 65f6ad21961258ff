import { MANAGED_BY } from "../emit/common/labels.ts";
import {
  ownerName,
  ownerOf,
  type StackOwner,
  type StackState,
  stackLabel,
} from "../emit/common/stackOwner.ts";
import { STACK_LABEL } from "../routing/annotations.ts";
import type { FoundMetadata } from "./foundObjects.ts";

/** Who has an object: the asking stack, whoever applied the stack's rendered files, or another one, in words. */
export type Holder = "ours" | "files" | { other: string };

/** The holder of what no version of this project made. */
export const SOMEBODY = "somebody else";

/**
 * Returns who has an object, as the asking stack sees it. The id of a stack's state decides. An object without one was
 * made by an earlier version, whose state has its `uid`; or from files of `render`. Without a state, names have to be enough.
 */
export function holderOf(
  metadata: Pick<FoundMetadata, "labels" | "annotations" | "uid" | "managedFields">,
  state: StackState,
): Holder {
  const { labels = {}, uid = "" } = metadata;
  const found = ownerOf(metadata);
  const byUs = labels[MANAGED_BY] === "understudy";
  if (found === undefined && !byUs) return { other: SOMEBODY };
  if (found?.id !== undefined && state.owner.id !== undefined) {
    return found.id === state.owner.id ? "ours" : { other: inWords(found, state.owner) };
  }
  if (state.uids?.has(uid)) return "ours";
  if (found !== undefined && !isNamesake(found, state.owner)) {
    return { other: inWords(found, state.owner) };
  }
  const label = labels[STACK_LABEL];
  if (found === undefined && label !== undefined && label !== stackLabel(state.owner.stack)) {
    return { other: `the stack ${label}` };
  }
  if (found === undefined ? !isOfPulumi(metadata) : found.id === undefined) return "files";
  if (state.uids === undefined) return "ours";
  return { other: "a stack of an earlier version, or whose state was lost" };
}

/** Returns whether two stacks have the same names. Files of `render` know no organization. */
export function isNamesake(a: StackOwner, b: StackOwner): boolean {
  const anywhere = a.organization === undefined || b.organization === undefined;
  return (
    a.stack === b.stack &&
    a.project === b.project &&
    (anywhere || a.organization === b.organization)
  );
}

function inWords(found: StackOwner, own: StackOwner): string {
  const name = `the stack ${ownerName(found)}`;
  return isNamesake(found, own) ? `${name}, another of the same name with its own state` : name;
}

/** Pulumi's provider manages fields as `pulumi-kubernetes-<random>`; `kubectl`, Argo CD and Flux do so by other names. */
function isOfPulumi({ managedFields = [] }: Pick<FoundMetadata, "managedFields">): boolean {
  return managedFields.some(({ manager = "" }) => manager.startsWith("pulumi"));
}
