import { basename, dirname, resolve } from "node:path";
import { type Problem, received, UserError } from "../problem.ts";
import { type Context, report } from "./context.ts";
import { fileDialectName } from "./dialect/dialect.ts";
import { emptyShared } from "./dialect/shared.ts";
import { compileGenerator } from "./document/generator.ts";
import {
  child,
  type DocumentFile,
  isAbsent,
  isMapping,
  rootOf,
  textAt,
  wordAt,
} from "./document/node.ts";
import { noReferences, type References } from "./document/references.ts";
import { toProblems } from "./issues.ts";
import { compileSharedExamples } from "./media.ts";
import { openDocument } from "./openDocument.ts";
import { compilePaths, pathItems } from "./paths.ts";
import { compileSharedSchemas } from "./schema.ts";
import { compileSchemes } from "./security.ts";
import { basePathsOf, serverPatterns } from "./servers.ts";
import { sortRoutes } from "./table/order.ts";
import type { RouteTable } from "./table/table.ts";
import { compileTags } from "./tags.ts";

export interface Compiled {
  table: RouteTable;
  /** The mistakes in the document, and what each of them costs. */
  problems: Problem[];
  /** Absolute paths of all files that were read or looked for; a watcher watches these. */
  files: string[];
}

/**
 * Compiles an OpenAPI document (2.0, 3.0, 3.1 or 3.2; YAML or JSON; with other files by `$ref`) or a Postman collection
 * (2.0 or 2.1) to a `RouteTable`. The
 * table is plain JSON and depends on the content of the files alone, not on the machine.
 *
 * @throws UserError if no operation can be used; with `strict`, if there is any mistake
 */
export function compile(
  file: string,
  {
    strict = false,
    references = noReferences(),
  }: { strict?: boolean; references?: References } = {},
): Compiled {
  const path = resolve(file);
  const context = emptyContext(dirname(path), references);
  const document = openDocument(context, path);
  const version = document && versionOf(context, document);
  if (document === undefined || version === undefined) {
    throw new UserError(toProblems(context.issues.values()));
  }
  context.version = version;
  context.dialectName = fileDialectName(rootOf(document));
  const table = compileTable(context, document);
  const problems = toProblems(context.issues.values());
  const useless = table.routes.length === 0 && problems.length > 0;
  if (useless || (strict && problems.length > 0)) throw new UserError(problems);
  return { table, problems, files: [...context.files.keys()] };
}

function emptyContext(folder: string, references: References): Context {
  return {
    version: "3.1",
    dialectName: undefined,
    folder,
    references,
    files: new Map(),
    issues: new Map(),
    operation: undefined,
    schemas: emptyShared(),
    scope: new Map(),
    examples: emptyShared(),
    parameters: new Map(),
  };
}

function compileTable(context: Context, document: DocumentFile): RouteTable {
  const root = rootOf(document);
  const info = child(root, "info");
  const securitySchemes = compileSchemes(context, root);
  const paths = pathItems(context, root);
  const servers = serverPatterns(context, root);
  const generator = compileGenerator(root);
  const tags = compileTags(context, root);
  const routes = sortRoutes(compilePaths(context, root, paths, securitySchemes));
  return {
    format: 1,
    title: textAt(info, "title") ?? basename(document.path),
    version: wordAt(info, "version") ?? "",
    basePaths: basePathsOf(
      context,
      root,
      paths.flatMap(({ nodes }) => nodes),
    ),
    routes,
    ...(servers && { servers }),
    ...(tags && { tags }),
    ...(generator && { generator }),
    schemas: compileSharedSchemas(context),
    examples: compileSharedExamples(context),
    securitySchemes,
  };
}

function versionOf(context: Context, document: DocumentFile): Context["version"] | undefined {
  const root = rootOf(document);
  if (!isMapping(root.value)) {
    return report(context, root, `expected an OpenAPI document, received ${received(root.value)}`);
  }
  const key = ["openapi", "swagger"].find((name) => !isAbsent(child(root, name)));
  if (key === undefined) {
    const what = 'neither "openapi" nor "swagger" says which version of OpenAPI this is';
    return report(context, root, what);
  }
  const written = `${key} ${wordAt(root, key)}`;
  // Without quotes YAML reads 2.0 and 3.0 as the numbers 2 and 3.
  if (/^swagger 2(\.0)?$/.test(written)) return "2.0";
  if (/^openapi 3(\.0(\..*)?)?$/.test(written)) return "3.0";
  if (/^openapi 3\.1(\.|$)/.test(written)) return "3.1";
  if (/^openapi 3\.2(\.|$)/.test(written)) return "3.2";
  const version = child(root, key);
  const what = `expected OpenAPI 2.0, 3.0, 3.1 or 3.2, received ${received(version.value)}`;
  return report(context, version, what);
}
