import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterEach, describe, expect, it, vi } from "vitest";
import { runHere as run } from "./inProcess.ts";
import { endAll, run as runProcess } from "./process.ts";
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
    const calls = recordPulumi(folder, '[ "$1" = up ] && echo "up of $stack"');
    const options = ["--env", "LOG=a=b", "--replicas", "2", "--expires", "2026-11-27T10:00:00Z"];
    const create = run(folder, "preview", "create", ...payments, ...image, ...options, "--yes");
    expect([await create.ended, create.stderr]).toEqual([0, ""]);
    expect(calls()).toEqual([
      "stack select --stack preview-pr-12",
      "config refresh --force --stack preview-pr-12",
      "up --yes --skip-preview --color never --stack preview-pr-12",
      "stack select --stack stg",
      "up --yes --skip-preview --color never --stack stg",
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
    expect(create.stdout).toBe(`up of preview-pr-12
up of stg

Requests to payments.shop reach the preview with any of these:
  x-preview: pr-12
  baggage: understudy=pr-12
  Host: preview-pr-12-pay.example.com   (from outside)
`);
  });

  it("prints with --json what leads to the copy, and nothing else", async () => {
    const folder = folderOf(project);
    recordPulumi(folder, '[ "$1" = up ] && echo "up of $stack"');
    const create = run(folder, "preview", "create", ...payments, "--yes", "--json");
    expect([await create.ended, create.stderr]).toEqual([0, "up of preview-pr-12\nup of stg\n"]);
    expect(JSON.parse(create.stdout)).toEqual({
      key: "pr-12",
      stack: "preview-pr-12",
      service: "payments.shop",
      headers: { "x-preview": "pr-12", baggage: "understudy=pr-12" },
      hosts: ["preview-pr-12-pay.example.com"],
    });
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

  it("creates the key's stack if it does not exist", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(
      folder,
      `[ "$1 $2 $stack" = "stack select preview-pr-12" ] && ${ABSENT}`,
    );
    expect(await run(folder, "preview", "create", ...payments, "--yes").ended).toBe(0);
    expect(calls().slice(0, 2)).toEqual([
      "stack select --stack preview-pr-12",
      "stack init preview-pr-12",
    ]);
  });

  it("stops at the first update that fails, and says why and how to go on", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, '[ "$1" = up ] && echo "error: no quota." >&2 && exit 255');
    const create = run(folder, "preview", "create", ...payments, "--yes");
    expect([await create.ended, create.stderr]).toEqual([
      1,
      "error: no quota.\n" +
        "stack preview-pr-12: Pulumi failed: no quota.\n" +
        "  Run this command again once that is fixed.\n",
    ]);
    expect(calls()).toEqual([
      "stack select --stack preview-pr-12",
      "config refresh --force --stack preview-pr-12",
      "up --yes --skip-preview --color never --stack preview-pr-12",
    ]);
  });

  it("waits while somebody else updates the stack", async () => {
    const folder = folderOf(project);
    const locked = 'echo "error: the stack is currently locked by 1 lock(s)" >&2; exit 255';
    recordPulumi(folder, `[ "$1" = up ] && { ${locked}; }`);
    const create = runProcess(folder, "preview", "create", ...payments, "--yes");
    await create.prints(/Another update of the stack is in progress: trying again \(1\/30\)\.\n/);
    create.signal("SIGKILL");
    await create.ended;
  });

  it("does not make the stack that routes the host", async () => {
    const folder = folderOf(project);
    recordPulumi(folder, `[ "$1 $2 $stack" = "stack select stg" ] && ${ABSENT}`);
    const create = run(folder, "preview", "create", ...payments, "--yes");
    expect([await create.ended, create.stderr]).toEqual([
      1,
      "stack stg: there is no such stack.\n" +
        "  Create it first: pulumi stack select --create stg, then pulumi up\n",
    ]);
  });

  it("asks nobody where there is no terminal, and does nothing", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const create = run(folder, "preview", "create", ...payments);
    expect([await create.ended, create.stderr]).toEqual([
      2,
      "--yes: nobody can be asked before each update: the input is no terminal.\n" +
        "  Add --yes to update without asking.\n" +
        "See: understudy preview create --help\n",
    ]);
    expect([calls(), existsSync(join(folder, FILE))]).toEqual([[], false]);
  });

  it.each([
    [
      "is missing",
      undefined,
      "no such command.\n  Install Pulumi, or use npm run understudy, which finds the one that npm ci installs.\n",
    ],
    [
      "is too old",
      "v3.1.0",
      "Minimum version requirement failed. The minimum CLI version requirement is 3.2.0-alpha, your current CLI version is v3.1.0. Please update the Pulumi CLI.\n",
    ],
  ])("says that Pulumi %s", async (_title, version, message) => {
    const folder = folderOf(project);
    recordPulumi(folder, "", version);
    if (version === undefined) vi.stubEnv("PATH", folder);
    const create = run(folder, "preview", "create", ...payments, "--yes");
    expect([await create.ended, create.stderr]).toEqual([1, `pulumi: ${message}`]);
  });
});

describe("preview delete", () => {
  it("destroys the key's stack and then updates the one that routes", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const remove = run(folder, "preview", "delete", "--key", "pr-12", "--yes");
    expect([await remove.ended, remove.stderr]).toEqual([0, ""]);
    expect(calls()).toEqual([
      "stack select --stack preview-pr-12",
      "destroy --yes --skip-preview --color never --stack preview-pr-12",
      "stack rm --yes preview-pr-12",
      "stack select --stack stg",
      "up --yes --skip-preview --color never --stack stg",
    ]);
  });

  it("prints the commands with --dry-run, and does nothing", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const remove = run(folder, "preview", "delete", "--key", "pr-12", "--dry-run");
    expect([await remove.ended, remove.stdout]).toEqual([
      0,
      "pulumi stack select preview-pr-12\n" +
        "pulumi destroy --stack preview-pr-12 --remove\n" +
        "pulumi up --stack stg\n",
    ]);
    expect(calls()).toEqual([]);
  });

  it("prints with --json which keys are gone, and nothing else", async () => {
    const folder = folderOf(project);
    recordPulumi(folder, `[ "$2 $stack" = "select preview-pr-12" ] && ${ABSENT}`);
    const keys = ["--key", "pr-12", "--key", "pr-34"];
    const remove = run(folder, "preview", "delete", ...keys, "--yes", "--json");
    expect([await remove.ended, remove.stdout, remove.stderr]).toEqual([
      0,
      '{"deleted":["pr-34"]}\n',
      "pr-12: there is no preview with this key.\n",
    ]);
  });

  it("is content with a key that has no preview", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, `[ "$2" = select ] && ${ABSENT}`);
    const remove = run(folder, "preview", "delete", "--key", "pr-12", "--yes");
    expect(await remove.ended).toBe(0);
    expect(remove.stdout).toContain("pr-12: there is no preview with this key.\n");
    expect(calls()).toEqual(["stack select --stack preview-pr-12"]);
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
    "is not asked if the kubeconfig lacks the context: preview %s",
    async (...args) => {
      const folder = folderOf(project);
      vi.stubEnv("KUBECONFIG", join(folder, "none"));
      write(folder, "none", "{ apiVersion: v1, kind: Config }");
      const list = run(folder, "preview", ...args);
      expect([await list.ended, list.stderr]).toEqual([
        1,
        'Pulumi.stg.yaml:2: kubeContext: the kubeconfig has no context "shop-stg".\n' +
          "  It has no contexts at all. It is read from KUBECONFIG or ~/.kube/config.\n",
      ]);
    },
  );
});

const FILE = "Pulumi.preview-pr-12.yaml";

function stackFile(folder: string): unknown {
  return load(readFileSync(join(folder, FILE), "utf8"));
}

const ABSENT = `{ echo "error: no stack named '$stack' found" >&2; exit 255; }`;

/**
 * Puts a `pulumi` first on the path that records its arguments and then does `rest`, a shell's text in which `$stack` is
 * the stack that is meant. Returns what it was told to do; questions are left out, which it answers by itself.
 */
function recordPulumi(folder: string, rest: string, version = "v3.300.0"): () => string[] {
  const log = join(folder, "calls");
  const script = `#!/bin/sh
for stack in "$@"; do [ "$previous" = --stack ] && break; previous=$stack; done
case "$*" in
  version*) echo ${version}; exit ;;
  "stack output"*) echo {}; exit ;;
  "stack history"*) echo []; exit ;;
  "config --show-secrets"*) echo {}; exit ;;
esac
echo "$@" | sed 's/ --exec-kind [a-z.]*//; s/ --non-interactive//' >> ${log}
${rest}
exit 0
`;
  write(folder, "bin/pulumi", script);
  chmodSync(join(folder, "bin/pulumi"), 0o755);
  vi.stubEnv("PATH", `${join(folder, "bin")}:${process.env.PATH}`);
  return () =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
}
