import { type Context, expectItems, report } from "./context.ts";
import { child, items, members, type Node, textAt, wordAt } from "./document/node.ts";
import { encodeLiteral, escapeRegex } from "./table/pattern.ts";

/**
 * Base paths of every server that the document names, be it for all operations, for a path or for an operation:
 * longest first, then `""`. A variable in a server's URL stands for its default.
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
 * The URLs of a document's, path's or operation's servers, as regular expressions for whole URLs: a variable is one of
 * its values, or any text where they are not listed. Undefined where there is no list of servers.
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

/** 2.0 has no list, but schemes, a host and a base path. */
function swaggerPatterns(root: Node): string[] | undefined {
  const schemes = child(root, "schemes");
  const host = textAt(root, "host");
  if (!Array.isArray(schemes.value) || !host) return undefined;
  const path = (textAt(root, "basePath") ?? "").replace(/^\/?/, "/").replace(/\/$/, "");
  return items(schemes).map(({ value }) => escapeRegex(`${value}://${host}${path}`));
}

/**
 * The path of a server's URL, which may be absolute, without scheme, or relative to the document's own address; of one
 * with a variable that has no default, none.
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
  // An empty variable after a slash at the beginning makes no host of what follows.
  const path = /^\/(?!\/)/.test(written)
    ? url
    : url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, "");
  return path.replace(/[?#].*$/s, "");
}

/** Slashes in front of every segment and nowhere else, dots resolved, encoded as on the wire. */
function normalise(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(`/${encodeLiteral(segment)}`);
  }
  return segments.join("");
}
