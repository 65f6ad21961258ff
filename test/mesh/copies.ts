import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { inject } from "vitest";
import { ROOT } from "../e2e/project.ts";
import { kubectl, run } from "../e2e/run.ts";
import { SHOP } from "./shop.ts";

/** A pull request as it is now. */
export interface Pull {
  number: number;
  state: "OPEN" | "CLOSED";
  /** One letter, of which its hash consists. */
  commit: string;
}

/** Copies of a Deployment of the shop, which follow pull requests. */
export interface Copies {
  /**
   * Writes the pull requests, and repeats `preview reconcile` until the copies of those that are open are as they have to
   * be and have their routes, and nothing is left of the others.
   */
  follow(...pulls: Pull[]): Promise<void>;
  remove(): void;
}

/** Opts a Deployment in; each commit of `images` (`12-a`) has its image in the registry. */
export async function copiesOf(
  name: string,
  images: string[],
  env: Record<string, string | null>,
): Promise<Copies> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-copies-"));
  const repository = `${inject("registry")}/library/node`;
  for (const image of images) {
    await tag(repository, `pr-${image.replace(/.$/, (commit) => commit.repeat(7))}`);
  }
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
  const round = async (): Promise<string[]> => {
    const { copies }: { copies: { name: string; state: string; reason?: string }[] } = JSON.parse(
      await run(process.execPath, args, { cwd: folder }),
    );
    return copies.map(({ name, state, reason }) => [name, state, reason ?? ""].join(" ").trim());
  };
  return {
    async follow(...pulls) {
      const pullRequests = pulls.map(({ number, state, commit }) => ({
        ...{ number, state, isDraft: false, isCrossRepository: false, labels: [], body: "" },
        ...{ headRefName: "feature", baseRefName: "main", headRefOid: commit.repeat(40) },
        ...{ url: "", updatedAt: started },
      }));
      const all = [{ repository: "acme/shop", isComplete: true, pullRequests }];
      writeFileSync(join(folder, "pulls.json"), JSON.stringify({ repositories: all }));
      const open = pulls.filter(({ state }) => state === "OPEN");
      const names = open.map(({ number }) => `${name}-pr-${number}`);
      const settled = names.map((copy) => `${SHOP}/${copy} unchanged`).join();
      while ((await round()).join() !== settled) await setTimeout(500);
      for (const copy of names) {
        await kubectl("rollout", "status", `deployment/${copy}`, "-n", SHOP);
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Gives Node's image in the registry one more tag. */
export async function tag(repository: string, name: string): Promise<void> {
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
