import { isDeepStrictEqual } from "node:util";
import { load } from "js-yaml";
import { type LatencyFile, placeIn } from "../latency/file.ts";
import type { Provenance } from "../latency/provenance.ts";
import type { RouteKey } from "../openapi/table/table.ts";
import type { Problem } from "../problem.ts";
import { entryText, keyText, type Layout, type PulledProfile } from "./entry.ts";
import { parseTree, type YamlNode } from "./yamlTree.ts";

/** A profile for a route, or for the file's `default` if there is no route. */
export interface LatencyEdit {
  route?: RouteKey;
  profile: PulledProfile;
  provenance: Provenance;
}

interface Splice {
  from: number;
  to: number;
  text: string;
}

/**
 * Returns the text of a latency file with other profiles. Everything else in it keeps its bytes: comments, order,
 * quotes, line ends. A profile that is there is replaced, a new one comes after the last one. If the text cannot be
 * changed in this way, returns undefined and adds a problem.
 */
export function editLatencyText(
  file: LatencyFile,
  edits: readonly LatencyEdit[],
  problems: Problem[],
): string | undefined {
  const { text } = file;
  const before = problems.length;
  const root = parseTree(text);
  const splices = root === undefined ? [atEnd(text, edits)] : change(file, root, edits, problems);
  if (problems.length > before) return undefined;
  const result = apply(text, splices);
  if (isAsMeant(text, result, edits)) return result;
  problems.push({
    where: file.file,
    what: "the form of this file does not allow a profile to be written without changes elsewhere",
    fix: 'Write "routes" as a mapping with one route a line, without anchors.',
  });
  return undefined;
}

function change(
  file: LatencyFile,
  root: YamlNode,
  edits: readonly LatencyEdit[],
  problems: Problem[],
): Splice[] {
  const splices: Splice[] = [];
  const routes = entryValue(root, "routes");
  const places = placesOf(file.text, root);
  const placesOfRoutes = routes && placesOf(file.text, routes);
  const added: LatencyEdit[] = [];
  for (const edit of edits) {
    const parent = edit.route === undefined ? places : placesOfRoutes;
    const old = parent?.values.get(edit.route ?? "default");
    if (parent === undefined || old === undefined) added.push(edit);
    else if (old.anchored) problems.push(anchorProblem(file, edit));
    else {
      const text = entryText(edit.profile, edit.provenance, parent.layout);
      splices.push({ from: old.start, to: old.end, text });
    }
  }
  const addedRoutes = added.filter(({ route }) => route !== undefined);
  const rest = added.filter(({ route }) => route === undefined);
  if (routes !== undefined && routes.kind === "mapping" && addedRoutes.length > 0) {
    splices.push(...insert(file.text, routes, addedRoutes));
  } else if (routes !== undefined && addedRoutes.length > 0) {
    splices.push(belowEmpty(file.text, root, routes, addedRoutes));
  }
  if (rest.length > 0) splices.push(...insert(file.text, root, rest));
  if (routes === undefined && addedRoutes.length > 0) {
    splices.push(...insertRoutes(file.text, root, addedRoutes));
  }
  return splices;
}

function anchorProblem(file: LatencyFile, { route }: LatencyEdit): Problem {
  return {
    where: placeIn(file, route === undefined ? ["default"] : ["routes", route]),
    what: "this profile has an anchor, by which other parts of the file may use it",
    fix: "Write the profile without an anchor, or leave the route out of the pull by removing its `pulled`.",
  };
}

/** Adds entries to a mapping that has some, or to an empty one in brackets. */
function insert(text: string, mapping: YamlNode, edits: readonly LatencyEdit[]): Splice[] {
  const layout = layoutIn(text, mapping);
  return [
    addition(
      text,
      mapping,
      edits.map((edit) => pairText(edit, layout)),
    ),
  ];
}

function insertRoutes(text: string, root: YamlNode, edits: readonly LatencyEdit[]): Splice[] {
  const layout = layoutIn(text, root);
  if (layout.in === "flow") {
    const pairs = edits.map((edit) => pairText(edit, layout));
    return [addition(text, root, [`routes: { ${pairs.join(", ")} }`])];
  }
  return [addition(text, root, [routesBlock(edits, layout)])];
}

function addition(text: string, mapping: YamlNode, pairs: readonly string[]): Splice {
  const layout = layoutIn(text, mapping);
  const last = mapping.entries.at(-1)?.value.end;
  if (layout.in === "flow") {
    const at = last ?? mapping.start + 1;
    return splice(at, last === undefined ? ` ${pairs.join(", ")} ` : `, ${pairs.join(", ")}`);
  }
  const lines = pairs.map((pair) => layout.newline + layout.indent + pair);
  return splice(lineEnd(text, last ?? mapping.start), lines.join(""));
}

/** Adds routes below `routes:` without a value. In brackets there is no place for them, and `isAsMeant` will say so. */
function belowEmpty(
  text: string,
  root: YamlNode,
  routes: YamlNode,
  edits: readonly LatencyEdit[],
): Splice {
  const layout = layoutIn(text, root);
  if (layout.in === "flow") return splice(routes.start, "");
  const inner = { ...layout, indent: `${layout.indent}  ` };
  const lines = edits.map((edit) => inner.newline + inner.indent + pairText(edit, inner));
  return splice(lineEnd(text, routes.start), lines.join(""));
}

/** Writes the first entries of a file without any. */
function atEnd(text: string, edits: readonly LatencyEdit[]): Splice {
  const newline = newlineOf(text);
  const layout = { in: "block", indent: "", newline } as const;
  const routes = edits.filter(({ route }) => route !== undefined);
  const blocks = [
    ...edits.filter(({ route }) => route === undefined).map((edit) => pairText(edit, layout)),
    ...(routes.length === 0 ? [] : [routesBlock(routes, layout)]),
  ];
  const start = text === "" || text.endsWith("\n") ? "" : newline;
  return splice(text.length, `${start}${blocks.join(newline)}${newline}`);
}

function routesBlock(edits: readonly LatencyEdit[], layout: Layout & { in: "block" }): string {
  const inner = { ...layout, indent: `${layout.indent}  ` };
  const lines = edits.map((edit) => inner.newline + inner.indent + pairText(edit, inner));
  return `routes:${lines.join("")}`;
}

function pairText(edit: LatencyEdit, layout: Layout): string {
  const key = keyText(edit.route ?? "default", layout);
  return `${key}: ${entryText(edit.profile, edit.provenance, layout)}`;
}

/** Returns how entries of a mapping are written, and its values by their keys. */
function placesOf(text: string, mapping: YamlNode) {
  const values = new Map(mapping.entries.map(({ key, value }) => [key, value]));
  return { layout: layoutIn(text, mapping), values };
}

function layoutIn(text: string, mapping: YamlNode): Layout {
  if (mapping.flow) return { in: "flow" };
  const start = mapping.entries[0]?.keyNode.start ?? mapping.start;
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return { in: "block", indent: /[ ]*$/.exec(line)?.[0] ?? "", newline: newlineOf(text) };
}

function entryValue(mapping: YamlNode, key: string): YamlNode | undefined {
  return mapping.entries.find((entry) => entry.key === key)?.value;
}

function splice(at: number, text: string): Splice {
  return { from: at, to: at, text };
}

/** Returns the offset of the end of the line in which a node ends. */
function lineEnd(text: string, end: number): number {
  // A text in several lines ends with line ends.
  const found = /\r?\n|$/.exec(text.slice(text.slice(0, end).trimEnd().length));
  return text.slice(0, end).trimEnd().length + (found?.index ?? 0);
}

/** Returns the line end of most of the lines. */
function newlineOf(text: string): string {
  const all = text.split("\n").length - 1;
  const windows = text.split("\r\n").length - 1;
  return windows * 2 > all ? "\r\n" : "\n";
}

/** Applies changes that do not overlap. Those at the same place keep their order. */
function apply(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const { from, to, text: replacement } of splices.toSorted((a, b) => a.from - b.from)) {
    parts.push(text.slice(end, from), replacement);
    end = to;
  }
  return parts.join("") + text.slice(end);
}

/** Whether the new text has the new profiles, and otherwise what the old one has. */
function isAsMeant(old: string, edited: string, edits: readonly LatencyEdit[]): boolean {
  try {
    const before = contentOf(old);
    const wanted = structuredClone(before) as { routes?: Record<string, unknown> | null };
    for (const edit of edits) {
      const value = load(entryText(edit.profile, edit.provenance, { in: "flow" }));
      if (edit.route === undefined) Object.assign(wanted, { default: value });
      else {
        wanted.routes ??= {};
        wanted.routes[edit.route] = value;
      }
    }
    return isDeepStrictEqual(contentOf(edited), wanted);
  } catch {
    return false;
  }
}

function contentOf(text: string): object {
  return parseTree(text) === undefined ? {} : (load(text) as object);
}
