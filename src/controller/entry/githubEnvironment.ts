import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SECRETS = ["GITHUB_TOKEN", "GITHUB_APP_PRIVATE_KEY", "GITHUB_WEBHOOK_SECRET"];
const APP_ID = "GITHUB_APP_ID";

/**
 * Returns the environment with what a mounted Secret has: its files are named as variables are. Secrets are read from them
 * when they are needed, since Kubernetes renews them.
 */
export function githubEnvironment(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const there = SECRETS.filter((name) => existsSync(join(folder, name)));
  const files = there.map((name) => [`${name}_FILE`, join(folder, name)]);
  const id = join(folder, APP_ID);
  return {
    ...env,
    ...Object.fromEntries(files),
    ...(existsSync(id) && { [APP_ID]: readFileSync(id, "utf8").trim() }),
  };
}
