import { and, didYouMean, type Problem } from "../../problem.ts";

/**
 * Returns a problem for each script that Locust would not find, or not take as one.
 *
 * @param script `LOCUST_SCRIPT`: the path of a script or of a folder, or several, parted by commas
 * @param paths of all uploaded files
 * @param names of the ConfigMaps
 */
export function missingScripts(
  script: string,
  paths: readonly string[],
  names: { properties: string; scripts: string },
): Problem[] {
  const there = paths.filter((path) => path.endsWith(".py")).sort();
  return scriptNames(script).flatMap((name) => {
    if (there.includes(name) || paths.some((path) => path.startsWith(`${name}/`))) return [];
    const where = `${names.properties}: LOCUST_SCRIPT`;
    if (paths.includes(name)) {
      const what = `Locust takes no ${name}: the name of a script ends with .py`;
      return [{ where, what, fix: "Rename it, and upload it." }];
    }
    const what =
      there.length === 0
        ? `there is no script in ${names.scripts}`
        : `there is no ${name} in ${names.scripts}, which has ${and(there)}`;
    return [{ where, what, fix: didYouMean(name, there) ?? UPLOAD }];
  });
}

const UPLOAD = "Upload it: understudy loadtest scripts.";

/** Returns the scripts that `LOCUST_SCRIPT` names. */
export function scriptNames(script: string): string[] {
  return script.split(",").map((name) => name.trim());
}
