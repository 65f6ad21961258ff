import { type Context, expectItems, report } from "./context.ts";
import { child, items, members, type Node, textAt, wordAt } from "./document/node.ts";
import { encodeLiteral, escapeRegex } from "./table/pattern.ts";

/**
 * Returns the base paths of all servers in the document, of its paths and of its operations: longest first, then `""`.
 * A variable in a server's path has each value of its `enum`.
 */
export function basePathsOf(context: Context, root: Node, pathNodes: Node[]): string[] {
  const written =
    context.version === "2.0"
      ? [textAt(root, "basePath") ?? ""]
      : [root, ...pathNodes, ...pathNodes.flatMap(operationsOf)].flatMap((holder) =>
          expectItems(context, child(holder, "servers")).flatMap((server) =>
            pathsOf(context, server),
          ),
        );
  const paths = new Set(written.map(normalise));
  paths.delete("");
  return [...[...paths].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1)), ""];
}

/** Returns what may be an operation of a path: `additionalOperations` has more, since OpenAPI 3.2. */
function operationsOf(path: Node): Node[] {
  return [...members(path), ...members(child(path, "additionalOperations"))];
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

/** The most base paths of one server. Each of them is one more route in the mesh for every route of the document. */
const MOST_PATHS = 32;

/**
 * Returns the paths of a server's URL, one for each combination of the values of its variables. Returns an empty text,
 * and reports it, if a variable has no value.
 */
function pathsOf(context: Context, server: Node): string[] {
  const written = textAt(server, "url") ?? "";
  const rest = written.slice(ORIGIN.exec(written)?.[0].length ?? 0);
  let urls = [written];
  let combinations = 1;
  for (const braced of new Set(written.match(/\{[^{}]+\}/g))) {
    const all = valuesOf(child(child(server, "variables"), braced.slice(1, -1)));
    if (all.length === 0) {
      report(context, server, `the variable ${braced} of the server's URL has no default`);
      return [""];
    }
    const isInPath = rest.includes(braced) || all.some((value) => value.includes("/"));
    const values = isInPath ? all : all.slice(0, 1);
    combinations *= values.length;
    urls = urls
      .flatMap((url) => values.map((value) => url.replaceAll(braced, () => value)))
      .slice(0, MOST_PATHS);
  }
  if (combinations > MOST_PATHS) {
    const what = `the variables of the server's URL make ${combinations} base paths, of which the first ${MOST_PATHS} are served`;
    report(context, server, what, {
      fix: 'List the servers that callers use one by one in "servers".',
    });
  }
  return urls.map((url) => pathOf(written, url));
}

/** Scheme and authority of a URL, of which variables may be parts. */
const ORIGIN = /^(?:(?:[a-z][a-z0-9+.-]*|\{[^{}]*\}):)?\/\/[^/?#]*/i;

/** Returns the default of a variable, then its other values. */
function valuesOf(variable: Node): string[] {
  const first = wordAt(variable, "default");
  const values = items(child(variable, "enum")).map(({ value }) => String(value));
  return [...new Set(first === undefined ? values : [first, ...values])];
}

/** Returns the path of a URL, which may be absolute, without a scheme, or relative to the document's address. */
function pathOf(written: string, url: string): string {
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
