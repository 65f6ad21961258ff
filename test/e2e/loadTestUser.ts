import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { ACCOUNT, createAccount } from "./account.ts";
import { ROOT } from "./project.ts";
import { run } from "./run.ts";

/** Makes a user who may do what docs/rights-loadtest.yaml says and nothing else; resolves to a kubeconfig of that user. */
export async function createLoadTestUser(namespace: string, folder: string): Promise<string> {
  const objects = loadAll(readFileSync(join(ROOT, "docs/rights-loadtest.yaml"), "utf8"));
  const items = objects.map((object) => {
    const { subjects, ...rest } = Object(object);
    const metadata = { ...rest.metadata, namespace };
    const subject = { kind: "ServiceAccount", name: ACCOUNT, namespace };
    return { ...rest, metadata, ...(subjects && { subjects: [subject] }) };
  });
  await run("kubectl", ["create", "-f", "-"], {
    input: JSON.stringify({ apiVersion: "v1", kind: "List", items }),
  });
  return createAccount(namespace, folder);
}
