import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { withEndingHost } from "./languageHost.ts";
import { run } from "./run.ts";

/** Returns variables by which Pulumi keeps its state in a folder, which exists. */
export function stateIn(folder: string): Record<string, string> {
  return { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "e2e" };
}

/** A Pulumi CLI, and its installed providers. */
export interface Engine {
  /** `<folder>/bin/pulumi` is the CLI. */
  folder: string;
  /** `kubernetes`, `docker-build`, … */
  plugins: string[];
}

/**
 * A Pulumi CLI that is on this machine already: on the PATH, or where the package `pulumi` keeps the one that it has
 * fetched. Fetches nothing.
 */
export async function findEngine(): Promise<Engine | undefined> {
  const home = process.env.PULUMI_HOME ?? join(process.env.HOME ?? "", ".pulumi");
  const { version } = (await import("pulumi/package.json", { with: { type: "json" } })).default;
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    // The program there only fetches the CLI.
    .filter((folder) => !folder.includes("node_modules"));
  const cli = [...onPath, join(home, "versions", version, "bin")]
    .map((folder) => join(folder, "pulumi"))
    .find((file) => existsSync(file));
  if (cli === undefined) return undefined;
  const plugins: { name: string }[] = JSON.parse(await run(cli, ["plugin", "ls", "--json"]));
  const folder = withEndingHost(dirname(dirname(cli)));
  return { folder, plugins: plugins.map(({ name }) => name) };
}
