import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Problem } from "../../problem.ts";

/** Locust needs 3.10. An older Python would refuse scripts that Locust's own takes. */
const PROGRAM = `
import base64, json, sys
if sys.version_info < (3, 10):
    sys.exit(3)
problems = []
for path, source in json.load(sys.stdin):
    try:
        compile(base64.b64decode(source), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        problems.append([path, getattr(error, "lineno", None) or 0, getattr(error, "msg", str(error))])
json.dump([".".join(map(str, sys.version_info[:2])), problems], sys.stdout)
`;

/**
 * Returns the Python files that do not compile, with the line. Returns an empty list if there is no Python here that can
 * tell.
 *
 * @param where what stands before a file's path: `loadtest/`, `locust-scripts: `
 */
export async function compilePython(
  files: ReadonlyMap<string, Buffer>,
  where: string,
): Promise<Problem[]> {
  const sources = [...files]
    .filter(([path]) => path.endsWith(".py"))
    .map(([path, content]) => [path, content.toString("base64")]);
  if (sources.length === 0) return [];
  const answer = await runPython(JSON.stringify(sources));
  if (answer === undefined) return [];
  const [version, problems]: [string, [path: string, line: number, message: string][]] =
    JSON.parse(answer);
  return problems.map(([path, line, message]) => ({
    where: `${where}${path}${line > 0 ? `:${line}` : ""}`,
    what: `Python ${version} does not compile it: ${message}`,
  }));
}

/** Returns what the program prints, or undefined if Python is not there or cannot run it. */
async function runPython(input: string): Promise<string | undefined> {
  const child = spawn("python3", ["-I", "-W", "ignore", "-c", PROGRAM], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("error", () => resolve(null));
    child.on("close", resolve);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [printed, code] = await Promise.all([text(child.stdout).catch(() => ""), ended]);
  return code === 0 ? printed : undefined;
}
