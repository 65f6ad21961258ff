import { type Context, report } from "./context.ts";
import { child, type DocumentFile, rootOf } from "./document/node.ts";
import { openFile } from "./files.ts";
import { convertCollection, isCollection } from "./postman/collection.ts";

/** Returns the document at an absolute path. A Postman collection is converted to OpenAPI; its mistakes are reported. */
export function openDocument(context: Context, path: string): DocumentFile | undefined {
  const file = openFile(context, path);
  if (file === undefined || !isCollection(file.root)) return file;
  const { document, faults } = convertCollection(file.root);
  for (const { way, what, fix } of faults) {
    report(context, way.reduce(child, rootOf(file)), what, { fix });
  }
  return document && { ...file, root: document };
}
