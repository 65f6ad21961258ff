import { decodePercent, matchSegment, parameterNames } from "../openapi/table/pattern.ts";
import {
  METHODS,
  type Method,
  type Route,
  type RouteTable,
  type Segment,
  type SegmentPart,
} from "../openapi/table/table.ts";

/**
 * Finds the route of a request in a time that does not grow with the number of routes. Gives exactly what
 * `matchRoute` of `src/openapi/table/match.ts` gives: the first route in matching order.
 */
export interface Router {
  /** `path` is raw, without query. */
  find(method: string, path: string): Found | undefined;
  /** The methods that some route answers at this path, in the order of `METHODS`; empty: no such path. */
  allowed(path: string): Method[];
}

export interface Found {
  route: Route;
  /** The route's place in the table. */
  index: number;
  /** Path parameters, decoded. */
  params: Record<string, string>;
}

/** Routes that agree up to here. One trie a method, so that a route of another method is never in the way. */
interface Node {
  literals: Map<string, Node>;
  /** Segments with a literal part, by `mixedKey`. */
  mixed: { key: string; segment: Segment; node: Node }[];
  parameter: Node | undefined;
  /** Index of the route that ends here, or Infinity. */
  route: number;
  /** The lowest index of a route here or below: a branch that cannot beat what is found already is skipped. */
  first: number;
}

/** A router over a table's routes, which are in matching order already. */
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

/** The node of `key`, made where there is none yet. */
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

/** The same for segments that match the same texts: the names of their parameters do not matter. */
function mixedKey(segment: SegmentPart[]): string {
  return JSON.stringify(segment.map((part) => (typeof part === "string" ? part : null)));
}

/** The lowest index below `best` of a route that matches the rest of `path` from `start`, or `best`. */
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

/** Segments of a route that have parameters, by their place in it. */
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

/** The parameters of a path whose route matches it and whose first segment begins at `start`. */
function pathParameters(slots: Slot[], path: string, start: number): Record<string, string> {
  // Without a prototype, so that a parameter may have any name.
  const params: Record<string, string> = Object.create(null);
  if (slots.length === 0) return params;
  const texts = path.slice(start).split("/");
  for (const { place, segment, names } of slots) {
    const text = texts[place] ?? "";
    const values = segment.length === 1 ? [text] : (matchSegment(segment, text) ?? []);
    for (const [i, name] of names.entries()) params[name] = decodePercent(values[i] ?? "");
  }
  return params;
}
