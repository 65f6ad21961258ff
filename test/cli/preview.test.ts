import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterEach, describe, expect, it, vi } from "vitest";
import { endAll, run } from "./process.ts";
import { folderOf, write } from "./project.ts";

afterEach(endAll);
afterEach(() => {
  vi.unstubAllEnvs();
});

const project = {
  "Pulumi.stg.yaml": `config:
  understudy:kubeContext: shop-stg
  understudy:router: { hosts: [payments.shop, users.accounts] }
  understudy:previewHosts: { gateway: istio-ingress/public, domain: example.com, apis: [{ api: pay, service: payments.shop }] }
`,
};

const payments = ["--key", "pr-12", "--service", "payments", "--namespace", "shop"];
const image = ["--image", "registry.example.com/payments:abc"];

describe("preview create", () => {
  it("writes the key's stack, updates it, and then the stack that routes the host", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const options = ["--env", "LOG=a=b", "--replicas", "2", "--expires", "2026-11-27T10:00:00Z"];
    const create = run(folder, "preview", "create", ...payments, ...image, ...options, "--yes");
    expect([await create.ended, create.stderr]).toEqual([0, ""]);
    expect(calls()).toEqual([
      "stack select --create preview-pr-12",
      "config refresh --stack preview-pr-12 --force",
      "up --stack preview-pr-12 --yes",
      "up --stack stg --yes",
    ]);
    expect(stackFile(folder)).toEqual({
      config: {
        "pulumi:disable-default-providers": ["*"],
        "understudy:kubeContext": "shop-stg",
        "understudy:previews": [
          {
            service: "payments",
            namespace: "shop",
            key: "pr-12",
            image: "registry.example.com/payments:abc",
            env: { LOG: "a=b" },
            replicas: 2,
            expires: "2026-11-27T10:00:00Z",
          },
        ],
      },
    });
    expect(create.stdout).toBe(`
Requests to payments.shop reach the preview with any of these:
  x-preview: pr-12
  baggage: understudy=pr-12
  Host: preview-pr-12-pay.example.com   (from outside)
`);
  });

  it("takes the place of the service's earlier preview and leaves all else in the file", async () => {
    const folder = folderOf({
      ...project,
      "Pulumi.preview-pr-12.yaml": `encryptionsalt: v1:abc
config:
  other:key: stays
  understudy:previews:
    - { service: payments, namespace: shop, key: pr-12, image: "registry.example.com/payments:old" }
    - { service: users, namespace: accounts, key: pr-12 }
`,
    });
    recordPulumi(folder, "");
    expect(await run(folder, "preview", "create", ...payments, ...image, "--yes").ended).toBe(0);
    expect(stackFile(folder)).toEqual({
      encryptionsalt: "v1:abc",
      config: {
        "other:key": "stays",
        "pulumi:disable-default-providers": ["*"],
        "understudy:kubeContext": "shop-stg",
        "understudy:previews": [
          { service: "users", namespace: "accounts", key: "pr-12" },
          {
            service: "payments",
            namespace: "shop",
            key: "pr-12",
            image: "registry.example.com/payments:abc",
          },
        ],
      },
    });
  });

  it("starts from what the stack's last update had where a fresh checkout has no file", async () => {
    const users =
      '{ config: { "understudy:previews": [{ service: users, namespace: accounts, key: pr-12 }] } }';
    const folder = folderOf(project);
    recordPulumi(folder, `[ "$1" = config ] && echo '${users}' > ${FILE} && echo refreshed`);
    const create = run(folder, "preview", "create", ...payments, "--yes");
    expect(await create.ended).toBe(0);
    expect(create.stdout).not.toContain("refreshed");
    expect(stackFile(folder)).toMatchObject({
      config: {
        "understudy:previews": [
          { service: "users", namespace: "accounts", key: "pr-12" },
          { service: "payments", namespace: "shop", key: "pr-12" },
        ],
      },
    });
  });

  it("shows with --dry-run what it would do, and does nothing", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const create = run(folder, "preview", "create", ...payments, "--dry-run");
    expect(await create.ended).toBe(0);
    expect(create.stdout).toBe(`# Pulumi.preview-pr-12.yaml
# Written by \`preview create\`; gone with \`preview delete\`.
config:
  pulumi:disable-default-providers:
    - '*'
  understudy:kubeContext: 'shop-stg'
  understudy:previews:
    - service: 'payments'
      namespace: 'shop'
      key: 'pr-12'

pulumi stack select --create preview-pr-12
pulumi config refresh --stack preview-pr-12 --force
pulumi up --stack preview-pr-12
pulumi up --stack stg
`);
    expect([calls(), existsSync(join(folder, FILE))]).toEqual([[], false]);
  });

  it("quotes what Pulumi would take for a number or a date", async () => {
    const folder = folderOf(project);
    const env = ["--env", "DAY=2026-11-27", "--env", "LIMIT=1_000"];
    const create = run(folder, "preview", "create", ...payments, ...env, "--dry-run");
    expect(await create.ended).toBe(0);
    expect(create.stdout).toContain("        DAY: '2026-11-27'\n        LIMIT: '1_000'\n");
  });

  it.each<[string, string[], number, string]>([
    [
      "a missing option",
      ["--key", "pr-12"],
      2,
      "--service: expected <name>, received nothing.\n" +
        "--namespace: expected <name>, received nothing.\n" +
        "See: understudy preview create --help\n",
    ],
    [
      "a host that the stack does not route",
      ["--key", "pr-12", "--service", "paymets", "--namespace", "shop"],
      1,
      "Pulumi.stg.yaml: its router does not route paymets.shop, so that no request would reach a preview of it.\n" +
        '  Did you mean "payments.shop"?\n',
    ],
    [
      "options that say nothing, all at once",
      [...payments, "--env", "LOG", "--replicas", "0", "--expires", "soon"],
      2,
      '--env: expected NAME=value, received "LOG".\n' +
        '--replicas: expected a number from 1, received "0".\n' +
        '--expires: expected 12h, 3d or 2026-11-27T10:00:00Z, received "soon".\n' +
        "See: understudy preview create --help\n",
    ],
  ])("refuses %s and writes nothing", async (_, args, code, message) => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const create = run(folder, "preview", "create", ...args);
    expect([await create.ended, create.stderr]).toEqual([code, message]);
    expect([calls(), existsSync(join(folder, FILE))]).toEqual([[], false]);
  });

  it("refuses what the stack would refuse, before it is written", async () => {
    const folder = folderOf(project);
    recordPulumi(folder, "");
    const key = ["--key", "PR_12", "--service", "payments", "--namespace", "shop"];
    const create = run(folder, "preview", "create", ...key);
    expect(await create.ended).toBe(1);
    expect(create.stderr).toContain("Pulumi.preview-PR_12.yaml: previews[0].key: ");
    expect(existsSync(join(folder, "Pulumi.preview-PR_12.yaml"))).toBe(false);
  });

  it("stops at the first command that fails, and says how to go on", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, '[ "$1" = up ] && exit 255');
    const create = run(folder, "preview", "create", ...payments, "--yes");
    expect([await create.ended, create.stderr]).toEqual([
      1,
      "pulumi up --stack preview-pr-12 --yes: ended with 255. Run this command again.\n",
    ]);
    expect(calls()).toEqual([
      "stack select --create preview-pr-12",
      "config refresh --stack preview-pr-12 --force",
      "up --stack preview-pr-12 --yes",
    ]);
  });
});

describe("preview delete", () => {
  it("destroys the key's stack and then updates the one that routes", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const remove = run(folder, "preview", "delete", "--key", "pr-12", "--yes");
    expect([await remove.ended, remove.stderr]).toEqual([0, ""]);
    expect(calls()).toEqual([
      "stack select preview-pr-12",
      "destroy --stack preview-pr-12 --remove --yes",
      "up --stack stg --yes",
    ]);
  });

  it("is content with a key that has no preview", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(
      folder,
      "echo \"error: no stack named 'preview-pr-12' found\" >&2; exit 255",
    );
    const remove = run(folder, "preview", "delete", "--key", "pr-12", "--yes");
    expect(await remove.ended).toBe(0);
    expect(remove.stdout).toContain("pr-12: there is no preview of it.\n");
    expect(calls()).toEqual(["stack select preview-pr-12"]);
  });

  it("wants route keys", async () => {
    const remove = run(folderOf(project), "preview", "delete", "--key", "PR", "--key", "pr-12");
    expect([await remove.ended, remove.stderr]).toEqual([
      2,
      '--key: expected a route key such as pr-12, of a-z, 0-9 and "-", at most 40 characters, received "PR".\n' +
        "See: understudy preview delete --help\n",
    ]);
  });

  it("wants either keys or --expired", async () => {
    const remove = run(folderOf(project), "preview", "delete");
    expect([await remove.ended, remove.stderr]).toEqual([
      2,
      "preview delete: expected either --key or --expired.\nSee: understudy preview delete --help\n",
    ]);
  });
});

describe("the list of previews", () => {
  it.each([["list"], ["delete", "--expired"]])(
    "is none where the kubeconfig has no such context: preview %s",
    async (...args) => {
      const folder = folderOf(project);
      vi.stubEnv("KUBECONFIG", join(folder, "none"));
      write(folder, "none", "{ apiVersion: v1, kind: Config }");
      const list = run(folder, "preview", ...args);
      expect([await list.ended, list.stderr]).toEqual([
        1,
        'Pulumi.stg.yaml:2: kubeContext: the kubeconfig has no context "shop-stg".\n' +
          "  It has none at all: where is it? KUBECONFIG says so, or it is ~/.kube/config.\n",
      ]);
    },
  );
});

const FILE = "Pulumi.preview-pr-12.yaml";

function stackFile(folder: string): unknown {
  return load(readFileSync(join(folder, FILE), "utf8"));
}

/** Puts a `pulumi` first on the path that records its arguments and then does `rest`, a shell's text. */
function recordPulumi(folder: string, rest: string): () => string[] {
  const log = join(folder, "calls");
  write(folder, "bin/pulumi", `#!/bin/sh\necho "$@" >> ${log}\n${rest}\nexit 0\n`);
  chmodSync(join(folder, "bin/pulumi"), 0o755);
  vi.stubEnv("PATH", `${join(folder, "bin")}:${process.env.PATH}`);
  return () =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
}
