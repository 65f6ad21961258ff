import { type Context, expectItems, report } from "./context.ts";
import { child, items, members, type Node, textAt, wordAt } from "./document/node.ts";
import { encodeLiteral, escapeRegex } from "./table/pattern.ts";

/**
 * Returns the base paths of all servers in the document, of its paths and of its operations: longest first, then `""`.
 * Variables in a server's URL have their defaults.
 */
export function basePathsOf(context: Context, root: Node, pathNodes: Node[]): string[] {
  const written =
    context.version === "2.0"
      ? [textAt(root, "basePath") ?? ""]
      : [root, ...pathNodes, ...pathNodes.flatMap(members)].flatMap((holder) =>
          expectItems(context, child(holder, "servers")).map((server) => pathOf(context, server)),
        );
  const paths = new Set(written.map(normalise));
  paths.delete("");
  return [...[...paths].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)), ""];
}

/**
 * Returns regular expressions for the whole URLs of the servers of a document, path or operation, or undefined if it
 * has no list of servers. A variable matches one of its values, or any text if it has no list of values.
 */
export function serverPatterns(context: Context, holder: Node): string[] | undefined {
  if (context.version === "2.0") return swaggerPatterns(holder);
  const servers = child(holder, "servers");
  if (!Array.isArray(servers.value)) return undefined;
  return items(servers).flatMap((server) => {
    const url = textAt(server, "url");
    return url === undefined ? [] : [serverPattern(server, url)];
  });
}

function serverPattern(server: Node, url: string): string {
  const parts = url.split(/(\{[^{}]*\})/).map((part, i) => {
    if (i % 2 === 0) return escapeRegex(part);
    const variable = child(child(server, "variables"), part.slice(1, -1));
    const values = items(child(variable, "enum")).map(({ value }) => escapeRegex(String(value)));
    return values.length === 0 ? ".*" : `(?:${values.join("|")})`;
  });
  return parts.join("");
}

/** Returns the server URLs of 2.0, which has schemes, a host and a base path instead of a list. */
function swaggerPatterns(root: Node): string[] | undefined {
  const schemes = child(root, "schemes");
  const host = textAt(root, "host");
  if (!Array.isArray(schemes.value) || !host) return undefined;
  const path = (textAt(root, "basePath") ?? "").replace(/^\/?/, "/").replace(/\/$/, "");
  return items(schemes).map(({ value }) => escapeRegex(`${value}://${host}${path}`));
}

/**
 * Returns the path of a server's URL, which may be absolute, without a scheme, or relative to the document's address.
 * Returns an empty text, and reports it, if a variable of the URL has no default.
 */
function pathOf(context: Context, server: Node): string {
  const written = textAt(server, "url") ?? "";
  let known = true;
  const url = written.replaceAll(/\{([^{}]+)\}/g, (braced, name: string) => {
    const value = wordAt(child(child(server, "variables"), name), "default");
    if (value === undefined) {
      known = false;
      report(context, server, `the variable ${braced} of the server's URL has no default`);
    }
    return value ?? "";
  });
  if (!known) return "";
  // An empty variable after the first slash must not turn the next segment into a host.
  const path = /^\/(?!\/)/.test(written)
    ? url
    : url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, "");
  return path.replace(/[?#].*$/s, "");
}

/** Returns a path with exactly one slash before each segment, dot segments resolved, encoded as on the wire. */
function normalise(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(`/${encodeLiteral(segment)}`);
  }
  return segments.join("");
}
