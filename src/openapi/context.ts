import { received } from "../problem.ts";
import type { DynamicScope } from "./dialect/dynamicScope.ts";
import type { Shared } from "./dialect/shared.ts";
import type { ReadFile } from "./document/document.ts";
import { isAbsent, isMapping, items, members, type Node, placeId } from "./document/node.ts";
import type { References } from "./document/references.ts";
import type { Parameter, RouteKey } from "./table/table.ts";

/** State that all parts of the compilation of one document share. */
export interface Context {
  version: "2.0" | "3.0" | "3.1" | "3.2";
  /** The document's `jsonSchemaDialect`, which also applies to its other files. */
  dialectName: Node | undefined;
  /** Absolute path of the document's folder. Outside it only what `references` allows is read. */
  folder: string;
  references: References;
  /** All files that were requested, by absolute path. */
  files: Map<string, ReadFile>;
  issues: Map<string, Issue>;
  /** The operation that is being compiled. */
  operation: { key: RouteKey; value: unknown } | undefined;
  schemas: Shared;
  /** What dynamic references lead to in the schema that is being compiled. */
  scope: DynamicScope;
  examples: Shared;
  /** Parameters that several operations share, by their place. */
  parameters: Map<string, Parameter>;
}

/** A mistake in the document, before its line is looked up. */
export interface Issue {
  place: Place;
  what: string;
  fix: string | undefined;
  /** The operation whose own part of the document has the mistake. */
  within: RouteKey | undefined;
  /** Operations that are left out because of the mistake. */
  leftOut: Set<RouteKey>;
}

/** The place of a mistake: a value, or a line of a file that cannot be parsed. */
export type Place = Node | { path: string; line: number | undefined };

/** What a mistake costs: the whole operation, or only the part of it that has the mistake. */
export type Loss = "operation" | "part";

/** Records a mistake. The same mistake at the same place is one issue, however many operations have it. */
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

/** Returns the values of a mapping; anything else is reported. */
export function expectMembers(context: Context, node: Node, loss?: Loss): Node[] {
  if (!isAbsent(node) && !isMapping(node.value)) {
    const what = `"${node.key}": expected a mapping, received ${received(node.value)}`;
    report(context, node, what, { loss });
  }
  return members(node);
}

/** Returns the items of a list; anything else is reported. */
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
