import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

/**
 * Writes the declarations of these modules and of those that their types name. Imports of `./x.ts` become `./x.js`,
 * which every setting of a user's compiler finds.
 */
export function writeDeclarations(entries: string[], root: string, folder: string): void {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir: folder },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  const program = ts.createProgram(
    entries.map((entry) => join(root, entry)),
    config?.options ?? {},
  );
  ts.getPreEmitDiagnostics(program).forEach(fail);

  const emitted = new Map<string, string>();
  program.emit(undefined, (file, text) => {
    emitted.set(file, text.replace(/((?:from |import\()"\.[^"]+)\.ts"/g, '$1.js"'));
  });
  const wanted = entries.map((entry) => join(folder, entry.replace(/\.ts$/, ".d.ts")));
  for (const file of new Set(wanted)) write(file);

  function write(file: string): void {
    const text = emitted.get(file);
    if (text === undefined) return;
    emitted.delete(file);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith(".")) write(join(dirname(file), fileName.replace(/\.js$/, ".d.ts")));
    }
  }

  function fail({ file, messageText }: ts.Diagnostic): never {
    const where = file === undefined ? "" : `${relative(root, file.fileName)}: `;
    throw new Error(where + ts.flattenDiagnosticMessageText(messageText, "\n"));
  }
}
