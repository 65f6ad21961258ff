import { received } from "../problem.ts";
import type { SchemaVersion } from "./dialect/schemaVersion.ts";
import type { Shared } from "./dialect/shared.ts";
import type { ReadFile } from "./document/document.ts";
import { isAbsent, isMapping, items, members, type Node, placeId } from "./document/node.ts";
import type { References } from "./document/references.ts";
import type { Parameter, RouteKey } from "./table/table.ts";

/** What the compilation of one document shares. */
export interface Context extends SchemaVersion {
  /** Folder of the document, absolute; nothing outside it is read but what `references` allows. */
  folder: string;
  references: References;
  /** Every file that was asked for, by absolute path. */
  files: Map<string, ReadFile>;
  issues: Map<string, Issue>;
  /** The operation that is being compiled. */
  operation: { key: RouteKey; value: unknown } | undefined;
  schemas: Shared;
  examples: Shared;
  /** Parameters that operations share, by their place. */
  parameters: Map<string, Parameter>;
}

/** A mistake in the document, before its line is looked up. */
export interface Issue {
  place: Place;
  what: string;
  fix: string | undefined;
  /** The operation in whose own part of the document it is. */
  within: RouteKey | undefined;
  /** Operations that are left out because of it. */
  leftOut: Set<RouteKey>;
}

/** A value, or a line of a file that cannot be parsed. */
export type Place = Node | { path: string; line: number | undefined };

/** What a mistake costs: the operation that meets it, or only the part of the operation that has it. */
export type Loss = "operation" | "part";

/** Notes a mistake; the same one at the same place is one issue, however many operations meet it. */
export function report(
  context: Context,
  place: Place,
  what: string,
  { fix, loss }: { fix?: string | undefined; loss?: Loss | undefined } = {},
): undefined {
  const at = "file" in place ? placeId(place) : `${place.path}:${place.line}`;
  const id = `${at} ${what}`;
  const issue = context.issues.get(id) ?? {
    place,
    what,
    fix,
    within: isWithin(place, context.operation?.value) ? context.operation?.key : undefined,
    leftOut: new Set(),
  };
  context.issues.set(id, issue);
  if (loss === "operation" && context.operation) issue.leftOut.add(context.operation.key);
}

/** The values of what should be a mapping; anything else is reported. */
export function expectMembers(context: Context, node: Node, loss?: Loss): Node[] {
  if (!isAbsent(node) && !isMapping(node.value)) {
    const what = `"${node.key}": expected a mapping, received ${received(node.value)}`;
    report(context, node, what, { loss });
  }
  return members(node);
}

/** The items of what should be a list; anything else is reported. */
export function expectItems(context: Context, node: Node, loss?: Loss): Node[] {
  if (!isAbsent(node) && !Array.isArray(node.value)) {
    const what = `"${node.key}": expected a list, received ${received(node.value)}`;
    report(context, node, what, { loss });
  }
  return items(node);
}

function isWithin(place: Place, operation: unknown): boolean {
  if (operation === undefined || !("file" in place)) return false;
  for (let at: Node | undefined = place; at; at = at.parent) {
    if (at.value === operation) return true;
  }
  return false;
}
