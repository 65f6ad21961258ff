import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UserError } from "../../problem.ts";
import { isUnchanged } from "./mark.ts";
import { ownFile } from "./ownFile.ts";
import { snakeCase } from "./pythonText.ts";

/** Returns the module for the user's own code beside a script: `orders_own` for `loadtest/orders.py`. */
export function ownModuleOf(file: string): string {
  return `${snakeCase(basename(file, ".py"))}_own`;
}

/**
 * Writes a script, and beside it the file for the user's own code if there is none.
 *
 * @returns the files that were written
 * @throws {UserError} if the script there was changed by hand, or was not written by this command
 */
export function writeScript(file: string, script: string, force: boolean): string[] {
  if (existsSync(file) && !force && !isUnchanged(readFileSync(file, "utf8"))) {
    const what = "it was changed by hand, or not written by this command, and is left as it is";
    const fix = `Move your changes to ${ownModuleOf(file)}.py, write another file with --out, or lose them with --force.`;
    throw new UserError([{ where: file, what, fix }]);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script);
  const own = join(dirname(file), `${ownModuleOf(file)}.py`);
  if (existsSync(own)) return [file];
  writeFileSync(own, ownFile(basename(file)));
  return [file, own];
}
