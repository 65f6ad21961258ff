import { COLLECTION_STYLE, dump, type Node } from "js-yaml";

/** As the formatter's. */
const WIDTH = 100;

/** YAML in which a collection stands in one line where it fits. */
export function layOut(value: unknown): string {
  return dump(value, {
    lineWidth: -1,
    noRefs: true,
    quoteStyle: "double",
    transform: ([document]) => {
      if (document?.contents) style(document.contents, 0, 0);
    },
  });
}

/** `taken`: how much of the line stands before the node. */
function style(node: Node, indent: number, taken: number): void {
  if (node.kind !== "mapping" && node.kind !== "sequence") return;
  const fits = indent > 0 && taken + flowWidth(node) <= WIDTH;
  node.style = fits ? COLLECTION_STYLE.FLOW : COLLECTION_STYLE.BLOCK;
  if (fits) return;
  if (node.kind === "sequence") {
    for (const item of node.items)
      style(item, indent + 2, item.kind === "mapping" ? WIDTH : indent + 2);
  } else {
    for (const { key, value } of node.items) {
      style(value, indent + 2, indent + flowWidth(key) + 2);
    }
  }
}

/** Characters in one line; text as if it needed quotes. */
function flowWidth(node: Node): number {
  if (node.kind === "scalar") return JSON.stringify(node.value).length;
  if (node.kind === "alias") return node.anchor.length + 1;
  const items =
    node.kind === "sequence"
      ? node.items.map(flowWidth)
      : node.items.map(({ key, value }) => flowWidth(key) + 2 + flowWidth(value));
  return items.reduce((sum, width) => sum + width + 2, 4);
}
