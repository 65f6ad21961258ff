import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { inject } from "vitest";
import { ROOT } from "../e2e/project.ts";
import { kubectl, run } from "../e2e/run.ts";
import { SHOP } from "./shop.ts";

/** Copies of a Deployment of the shop, which follow a pull request. */
export interface Copies {
  /**
   * Writes the pull request's state and commit, and repeats `preview reconcile` until it says that the copy is in this
   * state and has its routes, or nothing of it.
   */
  follow(state: string, commit: string, until: string | undefined): Promise<void>;
  remove(): void;
}

/** Opts a Deployment in; images with the tags of commits `a` and `b` are in the registry. */
export async function copiesOf(name: string, env: Record<string, string>): Promise<Copies> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-copies-"));
  const repository = `${inject("registry")}/library/node`;
  for (const commit of ["a", "b"]) await tag(repository, `pr-12-${commit.repeat(7)}`);
  await kubectl("label", "namespace", SHOP, "understudy.dev/previews=true");
  const annotations = {
    "github-repository": "acme/shop",
    "preview-image": `${repository}:pr-{number}-{sha7}`,
    "preview-env": JSON.stringify(env),
  };
  const pairs = Object.entries(annotations).map(([key, value]) => `understudy.dev/${key}=${value}`);
  await kubectl("annotate", "deployment", name, "-n", SHOP, ...pairs);
  const started = new Date().toISOString();
  const cli = [join(ROOT, "cli/understudy.js"), "preview", "reconcile"];
  const args = [...cli, "--from", "pulls.json", "--namespaces", SHOP, "--json"];
  return {
    async follow(state, commit, until) {
      const pull = {
        ...{ number: 12, state, isDraft: false, isCrossRepository: false, labels: [], body: "" },
        ...{ headRefName: "feature", baseRefName: "main", headRefOid: commit.repeat(40) },
        ...{ url: "", updatedAt: started },
      };
      const all = [{ repository: "acme/shop", isComplete: true, pullRequests: [pull] }];
      writeFileSync(join(folder, "pulls.json"), JSON.stringify({ repositories: all }));
      let line: { state: string; reason?: string } | undefined;
      do {
        if (line !== undefined) await setTimeout(500);
        [line] = JSON.parse(await run(process.execPath, args, { cwd: folder })).copies;
      } while (line?.state !== until || line?.reason !== undefined);
      if (until !== undefined)
        await kubectl("rollout", "status", `deployment/${name}-pr-12`, "-n", SHOP);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Gives Node's image in the registry one more tag. */
async function tag(repository: string, name: string): Promise<void> {
  const manifests = `http://${repository.replace("/", "/v2/")}/manifests`;
  const accept = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
  ];
  const found = await fetch(`${manifests}/24-slim`, { headers: { accept: accept.join(", ") } });
  const type = found.headers.get("content-type") ?? "";
  const body = await found.text();
  const headers = { "content-type": type };
  const { status } = await fetch(`${manifests}/${name}`, { method: "PUT", headers, body });
  if (status !== 201) throw new Error(`the registry answered ${status} to ${name}: ${body}`);
}
