import { quoted } from "../../shellWord.ts";

/** The text of a file of variables, and the names of those that its format cannot hold. */
export interface EnvFile {
  text: string;
  leftOut: readonly string[];
}

/**
 * Returns variables as a file for `docker --env-file`, which takes each line as it is: `NAME=any "text" $HOME`. So a
 * value of several lines is left out.
 */
export function dockerEnvFile(values: ReadonlyMap<string, string>): EnvFile {
  const isLine = ([name, value]: [string, string]) => !/[\r\n]/.test(value) && !/^#|\s/.test(name);
  return fileOf(values, isLine, (value) => value);
}

/** Returns variables as a file that a shell reads (`set -a; . ./file.sh`), values of several lines too. */
export function shellEnvFile(values: ReadonlyMap<string, string>): EnvFile {
  return fileOf(values, ([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name), quoted);
}

function fileOf(
  values: ReadonlyMap<string, string>,
  isPossible: (variable: [string, string]) => boolean,
  written: (value: string) => string,
): EnvFile {
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.filter(isPossible).map(([name, value]) => `${name}=${written(value)}\n`);
  const leftOut = sorted.filter((variable) => !isPossible(variable)).map(([name]) => name);
  return { text: lines.join(""), leftOut };
}
