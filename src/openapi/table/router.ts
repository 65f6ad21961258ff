import { decodePercent, matchSegment, parameterNames } from "./pattern.ts";
import {
  METHODS,
  type Method,
  type Route,
  type RouteTable,
  type Segment,
  type SegmentPart,
} from "./table.ts";

/**
 * Finds the route of a request in a time that does not grow with the number of routes. The result is that of
 * `matchRoute` in `src/openapi/table/match.ts`: the first matching route of the ordered list.
 */
export interface Router {
  /** `path` is raw, without query. */
  find(method: string, path: string): Found | undefined;
  /** Returns the route of `find` alone, without reading the path's parameters. */
  routeOf(method: string, path: string): Route | undefined;
  /** Returns the methods that routes answer at this path, in the order of `METHODS`; empty if no route has the path. */
  allowed(path: string): Method[];
}

export interface Found {
  route: Route;
  /** The route's index in the table. */
  index: number;
  /** Path parameters, decoded. */
  params: Record<string, string>;
}

/** A node of a trie of path segments. Each method has its own trie, so that only its routes compete. */
interface Node {
  literals: Map<string, Node>;
  /** Segments with a literal part, by `mixedKey`. */
  mixed: { key: string; segment: Segment; node: Node }[];
  parameter: Node | undefined;
  /** Index of the route that ends here, or Infinity. */
  route: number;
  /** The lowest index of a route at this node or below. A search skips branches that cannot improve its result. */
  first: number;
}

/** Creates a router for a table, whose routes are in matching order already. */
export function createRouter(table: RouteTable): Router {
  const tries = new Map<string, Node>();
  for (const [index, route] of table.routes.entries()) {
    for (const method of route.answers) {
      insert(nodeAt(tries, method), route, index);
    }
  }

  const slots = table.routes.map(slotsOf);

  const indexOf = (method: string, path: string, basePath: string): number => {
    const root = tries.get(method);
    if (root === undefined || !path.startsWith(basePath) || path[basePath.length] !== "/") {
      return Number.POSITIVE_INFINITY;
    }
    return search(root, path, basePath.length + 1, Number.POSITIVE_INFINITY);
  };

  return {
    find(method, path) {
      for (const basePath of table.basePaths) {
        const index = indexOf(method, path, basePath);
        const route = table.routes[index];
        if (route !== undefined) {
          const params = pathParameters(slots[index] ?? [], path, basePath.length + 1);
          return { route, index, params };
        }
      }
      return undefined;
    },
    routeOf(method, path) {
      for (const basePath of table.basePaths) {
        const route = table.routes[indexOf(method, path, basePath)];
        if (route !== undefined) return route;
      }
      return undefined;
    },
    allowed: (path) =>
      METHODS.filter((method) =>
        table.basePaths.some(
          (basePath) => indexOf(method, path, basePath) !== Number.POSITIVE_INFINITY,
        ),
      ),
  };
}

function createNode(): Node {
  return {
    literals: new Map(),
    mixed: [],
    parameter: undefined,
    route: Number.POSITIVE_INFINITY,
    first: Number.POSITIVE_INFINITY,
  };
}

/** Returns the node of `key`, and creates it if there is none. */
function nodeAt(nodes: Map<string, Node>, key: string): Node {
  const node = nodes.get(key) ?? createNode();
  nodes.set(key, node);
  return node;
}

function insert(root: Node, route: Route, index: number): void {
  let node = root;
  node.first = Math.min(node.first, index);
  for (const segment of route.segments) {
    node = child(node, segment);
    node.first = Math.min(node.first, index);
  }
  node.route = Math.min(node.route, index);
}

function child(node: Node, segment: Segment): Node {
  if (typeof segment === "string") {
    return nodeAt(node.literals, segment);
  }
  if (segment.length === 1) {
    node.parameter ??= createNode();
    return node.parameter;
  }
  const key = mixedKey(segment);
  let mixed = node.mixed.find((entry) => entry.key === key);
  if (mixed === undefined) {
    mixed = { key, segment, node: createNode() };
    node.mixed.push(mixed);
  }
  return mixed.node;
}

/** Returns a key that is equal for segments that match the same texts. It does not have the names of parameters. */
function mixedKey(segment: SegmentPart[]): string {
  return JSON.stringify(segment.map((part) => (typeof part === "string" ? part : null)));
}

/** Returns the lowest index below `best` of a route that matches `path` from `start` on, or else `best`. */
function search(node: Node, path: string, start: number, best: number): number {
  if (node.first >= best) return best;
  if (start > path.length) return Math.min(node.route, best);
  const slash = path.indexOf("/", start);
  const end = slash === -1 ? path.length : slash;
  const segment = path.slice(start, end);
  const literal = node.literals.get(segment);
  let found = literal === undefined ? best : search(literal, path, end + 1, best);
  for (const mixed of node.mixed) {
    if (mixed.node.first < found && matchSegment(mixed.segment, segment) !== undefined) {
      found = search(mixed.node, path, end + 1, found);
    }
  }
  if (node.parameter !== undefined && segment !== "") {
    found = search(node.parameter, path, end + 1, found);
  }
  return found;
}

/** A segment with parameters, and its position in the route. */
interface Slot {
  place: number;
  segment: Segment;
  names: string[];
}

function slotsOf({ segments }: Route): Slot[] {
  return segments
    .map((segment, place) => ({ place, segment, names: parameterNames([segment]) }))
    .filter(({ names }) => names.length > 0);
}

/**
 * Path parameters, without the members of every object, so that a parameter may have any name. An object of
 * `Object.create(null)` has none either, but costs more, since V8 makes it a hash table.
 */
class Parameters {
  [name: string]: string;
}
Object.setPrototypeOf(Parameters.prototype, null);
Reflect.deleteProperty(Parameters.prototype, "constructor");

/** Returns the parameters of a path that its route matches. Its first segment begins at `start`. */
function pathParameters(slots: Slot[], path: string, start: number): Record<string, string> {
  const params = new Parameters();
  let at = start;
  let current = 0;
  for (const { place, segment, names } of slots) {
    for (; current < place; current++) at = path.indexOf("/", at) + 1;
    const slash = path.indexOf("/", at);
    const text = path.slice(at, slash === -1 ? path.length : slash);
    const values = segment.length === 1 ? [text] : (matchSegment(segment, text) ?? []);
    for (let i = 0; i < names.length; i++) params[names[i] ?? ""] = decodePercent(values[i] ?? "");
  }
  return params;
}
