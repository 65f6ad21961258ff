import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../src/problem.ts";

/** Lists the files that an earlier call wrote. It has no file ending, so that `kubectl apply -f` ignores it. */
const LIST = ".understudy-files";

/**
 * Writes these files into a directory, by their paths in it. Files that an earlier call wrote are replaced, or removed
 * if they are no longer among them. Other files are never touched.
 *
 * @throws {UserError} when another file is in the way
 */
export function writeOwnFiles(directory: string, files: Map<string, string>): void {
  const ours = listed(directory);
  const inTheWay = [...files.keys()]
    .filter((file) => !ours.includes(file) && existsSync(join(directory, file)))
    .map((file) => ({
      where: join(directory, file),
      what: "the file exists already and was not written by this command",
      fix: "Move it, or write to another directory.",
    }));
  if (inTheWay.length > 0) throw new UserError(inTheWay);

  // The list is written before the files: if the command is interrupted, the next call knows them.
  mkdirSync(directory, { recursive: true });
  const list = [...new Set([...ours, ...files.keys()])];
  writeList(directory, list);
  for (const [file, content] of files) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), content);
  }
  for (const file of ours) if (!files.has(file)) removeFile(directory, file);
  writeList(directory, [...files.keys()]);
}

function listed(directory: string): string[] {
  const list = join(directory, LIST);
  if (!existsSync(list)) return [];
  // A list that was tampered with must not lead out of the directory.
  return readFileSync(list, "utf8")
    .split("\n")
    .filter((file) => file !== "" && !file.split("/").includes(".."));
}

function writeList(directory: string, files: string[]): void {
  writeFileSync(join(directory, LIST), files.map((file) => `${file}\n`).join(""));
}

function removeFile(directory: string, file: string): void {
  rmSync(join(directory, file), { force: true });
  const folder = dirname(join(directory, file));
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
