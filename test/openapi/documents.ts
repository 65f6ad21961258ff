import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Compiled, compile } from "../../src/openapi/compile.ts";
import type { Parameter, Route, Schema } from "../../src/openapi/table/table.ts";
import { formatProblem, UserError } from "../../src/problem.ts";

/** Content by file name; what is not text is written as JSON. */
export type Files = Record<string, unknown>;

/** A folder with these files, removed after the test. */
export function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "routes-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/** The first of the files compiled, and its problems as text, without the folder's name. */
export function compileFiles(
  files: Files,
  options: { strict?: boolean } = {},
): Omit<Compiled, "problems"> & { problems: string[] } {
  const folder = folderOf(files);
  const [first = ""] = Object.keys(files);
  const compiled = compile(join(folder, first), options);
  return { ...compiled, problems: compiled.problems.map(formatProblem).map(without(folder)) };
}

/** The problems of a document of which nothing can be used. */
export function faultsOf(files: Files, options: { strict?: boolean } = {}): string[] {
  const folder = folderOf(files);
  const [first = ""] = Object.keys(files);
  try {
    compile(join(folder, first), options);
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(formatProblem).map(without(folder));
    throw error;
  }
  throw new Error("compiled");
}

/** A 3.1 document with these paths and whatever else it has. */
export function document31(paths: unknown, rest: object = {}): object {
  return { openapi: "3.1.0", info: { title: "Shop", version: "1" }, paths, ...rest };
}

export function document30(paths: unknown, rest: object = {}): object {
  return { openapi: "3.0.3", info: { title: "Shop", version: "1" }, paths, ...rest };
}

export function document20(paths: unknown, rest: object = {}): object {
  return { swagger: "2.0", info: { title: "Shop", version: "1" }, paths, ...rest };
}

/** The only route of a document without problems. */
export function onlyRoute(document: object, files: Files = {}): Route {
  const { table, problems } = compileFiles({ "api.json": document, ...files });
  const [route] = table.routes;
  if (problems.length > 0 || table.routes.length !== 1 || route === undefined) {
    throw new Error(`expected one route, received ${JSON.stringify({ problems, table })}`);
  }
  return route;
}

/** A path's operation with one query parameter of a schema. */
export function withSchema(schema: unknown): object {
  return { "/a": { get: { parameters: [{ name: "q", in: "query", schema }], responses: {} } } };
}

/** What a schema of a document of that version becomes, what it refers to, and the problems. */
export function compiledSchema(
  openapi: string,
  schema: unknown,
  components: object = {},
  rest: object = {},
): { schema: Schema | undefined; schemas: Record<string, Schema>; problems: string[] } {
  const document = { openapi, info: {}, paths: withSchema(schema), components, ...rest };
  const { table, problems } = compileFiles({ "api.json": document });
  const parameter: Parameter | undefined = table.routes[0]?.parameters[0];
  return { schema: parameter?.schema, schemas: table.schemas, problems };
}

function without(folder: string): (text: string) => string {
  return (text) => text.replaceAll(`${folder}/`, "");
}
