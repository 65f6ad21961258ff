import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

/**
 * Writes the declarations of these modules and of all modules that their types refer to. Imports of `./x.ts` become
 * `./x.js`, which compilers find with any settings.
 */
export function writeDeclarations(entries: string[], root: string, folder: string): void {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, "tsconfig.json"),
    { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir: folder },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  const files = entries.map((entry) => join(root, entry));
  const program = ts.createProgram(files, config?.options ?? {});
  const done = new Set<string>();
  files.forEach(write);

  function write(file: string): void {
    const source = program.getSourceFile(file);
    if (source === undefined || done.has(file)) return;
    done.add(file);
    program.getDeclarationDiagnostics(source).forEach(fail);
    program.emit(source, (path, text) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text.replace(/((?:from |import\()"\.[^"]+)\.ts"/g, '$1.js"'));
      for (const { fileName } of ts.preProcessFile(text).importedFiles) {
        if (fileName.startsWith(".")) write(join(dirname(file), fileName));
      }
    });
  }

  function fail({ file, messageText }: ts.Diagnostic): never {
    const where = file === undefined ? "" : `${relative(root, file.fileName)}: `;
    throw new Error(where + ts.flattenDiagnosticMessageText(messageText, "\n"));
  }
}
