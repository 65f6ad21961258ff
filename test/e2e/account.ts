import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubectl } from "./run.ts";

/** Name of the ServiceAccount that tests make in a namespace of their own. */
export const ACCOUNT = "deployer";

/** Makes a ServiceAccount without rights; resolves to a kubeconfig with the tests' cluster and context, as that account. */
export async function createAccount(namespace: string, folder: string): Promise<string> {
  await kubectl("create", "serviceaccount", ACCOUNT, "-n", namespace);
  const token = (await kubectl("create", "token", ACCOUNT, "-n", namespace)).trim();
  const file = join(folder, "kubeconfig");
  writeFileSync(file, await kubectl("config", "view", "--raw", "--flatten", "--minify"));
  const config = ["--kubeconfig", file, "config"];
  const context = (await kubectl("config", "current-context")).trim();
  await kubectl(...config, "set-credentials", ACCOUNT, `--token=${token}`);
  await kubectl(...config, "set-context", context, `--user=${ACCOUNT}`);
  return file;
}
