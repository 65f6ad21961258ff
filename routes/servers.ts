import { child, items, members, type Node, textAt } from "./node.ts";
import { encodeLiteral } from "./pattern.ts";

/**
 * Base paths of every server that the document names, be it for all operations, a path or an operation: longest
 * first, then `""`. A variable of a server's URL stands for its default.
 */
export function basePathsOf(
  version: "2.0" | "3.0" | "3.1",
  root: Node,
  pathItems: Node[],
): string[] {
  const written =
    version === "2.0"
      ? [textAt(root, "basePath") ?? ""]
      : [root, ...pathItems, ...pathItems.flatMap(members)].flatMap(serverPaths);
  const paths = new Set(written.map(normalise).filter((path) => path !== ""));
  return [...[...paths].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)), ""];
}

function serverPaths(node: Node): string[] {
  return items(child(node, "servers")).map((server) => {
    const variables = child(server, "variables");
    const url = (textAt(server, "url") ?? "").replaceAll(
      /\{([^{}]+)\}/g,
      (braced, name: string) => {
        const value = child(child(variables, name), "default").value;
        return typeof value === "string" || typeof value === "number" ? String(value) : braced;
      },
    );
    return pathOf(url);
  });
}

/** The path of an absolute URL, of one without scheme, or of one relative to the document's own place. */
function pathOf(url: string): string {
  const withoutHost = url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, "");
  return withoutHost.replace(/[?#].*$/s, "").replace(/^\.\//, "/");
}

function normalise(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return segments.map((segment) => `/${encodeLiteral(segment)}`).join("");
}
