import { didYouMean, received } from "../problem.ts";
import { type Context, expectItems, report } from "./context.ts";
import { child, type Node, textAt } from "./document/node.ts";
import type { Tag } from "./table/table.ts";

/** Compiles the document's tags, which form a hierarchy since 3.2. Earlier ones are names alone, and left out. */
export function compileTags(context: Context, root: Node): Record<string, Tag> | undefined {
  if (context.version !== "3.2") return undefined;
  const nodes = expectItems(context, child(root, "tags"));
  const names = nodes.flatMap((node) => textAt(node, "name") ?? []);
  const tags = nodes.map((node) => [textAt(node, "name") ?? "", compileTag(context, node, names)]);
  return tags.length === 0 ? undefined : Object.fromEntries(tags);
}

function compileTag(context: Context, node: Node, names: string[]): Tag {
  const summary = textAt(node, "summary");
  const kind = textAt(node, "kind");
  const parent = textAt(node, "parent");
  const isKnown = parent !== undefined && names.includes(parent);
  if (parent !== undefined && !isKnown) {
    const what = `"parent": there is no tag ${received(parent)}`;
    report(context, child(node, "parent"), what, { fix: didYouMean(parent, names) });
  }
  return {
    ...(summary !== undefined && { summary }),
    ...(kind !== undefined && { kind }),
    ...(isKnown && { parent }),
  };
}
