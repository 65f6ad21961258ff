/**
 * Replaces `--cors false` by `--no-cors`, and `--cors true` by `--cors`: node:util allows no value after a boolean
 * option, but yargs, which Prism uses, does.
 *
 * @param flags the boolean options, with their hyphens
 */
export function withoutBooleanValues(args: readonly string[], flags: readonly string[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const [name = "", given] = arg.split("=", 2);
    const next = args[i + 1];
    const value = given ?? (next === "true" || next === "false" ? next : undefined);
    if (!flags.includes(name) || value === undefined) {
      result.push(arg);
      continue;
    }
    if (given === undefined) i++;
    if (value === "true") result.push(name);
    // `-d false` is left out: without it the flag is off.
    else if (name.startsWith("--")) result.push(`--no-${name.slice(2)}`);
  }
  return result;
}
