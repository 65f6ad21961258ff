import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settle } from "../../src/settle.ts";
import { apiServer } from "../cluster/apiServer.ts";
import { runHere as run } from "./inProcess.ts";
import { endAll, run as runProcess } from "./process.ts";
import { folderOf, write } from "./project.ts";

vi.mock("../../src/settle.ts");

afterEach(endAll);
afterEach(() => {
  vi.unstubAllEnvs();
  vi.clearAllMocks();
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
  beforeEach(async () => {
    await apiServer({}, "shop-stg");
  });

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

  it("takes back what an interrupted preview delete has begun, before routes are made", async () => {
    const folder = folderOf(project);
    const marked = { ...SERVICE.metadata.annotations, "understudy.dev/route-withdrawn": "before" };
    const service = { metadata: { ...SERVICE.metadata, annotations: marked } };
    const changes = await apiServer({ "/api/v1/services": [service] }, "shop-stg");
    recordPulumi(folder, "");
    expect(await run(folder, "preview", "create", ...payments, "--yes").ended).toBe(0);
    expect(changes).toEqual([
      'PATCH /api/v1/namespaces/shop/services/payments-pr-12 {"metadata":{"annotations":{"understudy.dev/route-withdrawn":null}}}',
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
  const remove = (folder: string, ...args: string[]) =>
    run(folder, "preview", "delete", "--key", "pr-12", ...args);

  it("marks the replicas, updates the stacks that lead to them, and then destroys the key's stack", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const isUpdated = (stack: string) => calls().some((call) => call === UP(stack));
    const changes = await apiServer(
      {
        "/api/v1/services": [SERVICE, OTHER_SERVICE],
        "/apis/apps/v1/deployments": [DEPLOYMENT],
        "/apis/networking.istio.io/v1/virtualservices": () => [
          leading("stg", "shop", isUpdated("stg") ? "payments" : "payments-pr-12"),
          leading("edge", "ingress", isUpdated("edge") ? "payments" : "payments-pr-12"),
          leading("unconcerned", "shop", "payments"),
        ],
      },
      "shop-stg",
    );
    const ended = remove(folder, "--yes");
    expect([await ended.ended, ended.stderr]).toEqual([0, ""]);
    const mark = expect.stringMatching(/"understudy.dev\/route-withdrawn":"[0-9TZ:-]{20}"/);
    expect(changes).toEqual([mark, mark]);
    expect(changes.map((change) => change.split(" ")[1])).toEqual([
      "/api/v1/namespaces/shop/services/payments-pr-12",
      "/apis/apps/v1/namespaces/shop/deployments/payments-pr-12",
    ]);
    expect(calls()).toEqual([
      "stack select --stack preview-pr-12",
      "stack select --stack stg",
      "stack select --stack edge",
      UP("stg"),
      UP("edge"),
      "destroy --yes --skip-preview --color never --stack preview-pr-12",
      "stack rm --yes preview-pr-12",
    ]);
    expect(settle).toHaveBeenCalledTimes(1);
  });

  it("destroys nothing while a route leads there, and says which", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, `[ "$2 $stack" = "select edge" ] && ${ABSENT}`);
    await apiServer(
      {
        "/apis/networking.istio.io/v1/destinationrules": [RULE],
        "/apis/networking.istio.io/v1/virtualservices": [
          leading("edge", "ingress", "payments", "pr-12"),
          leading(undefined, "shop", "payments", "pr-12"),
          leading("stg", "shop", "payments", "stable"),
        ],
      },
      "shop-stg",
    );
    const ended = remove(folder, "--yes");
    expect([await ended.ended, ended.stderr]).toEqual([
      1,
      "VirtualService ingress/edge-routes: still leads to payments.shop, so nothing was deleted.\n" +
        "  Remove the entry if one is written there, and update the stack edge, in its project if that is another one; then run this command again.\n" +
        "VirtualService shop/team-routes: still leads to payments.shop, so nothing was deleted.\n" +
        "  Remove that route; then run this command again.\n",
    ]);
    expect(calls()).toEqual([
      "stack select --stack preview-pr-12",
      "stack select --stack stg",
      "stack select --stack edge",
      UP("stg"),
    ]);
  });

  it("destroys nothing if the update of the routes fails", async () => {
    const folder = folderOf(project);
    await apiServer({}, "shop-stg");
    const calls = recordPulumi(folder, '[ "$1" = up ] && echo "error: no quota." >&2 && exit 255');
    expect(await remove(folder, "--yes").ended).toBe(1);
    expect(calls().some((call) => call.startsWith("destroy"))).toBe(false);
  });

  it("goes on where an earlier one was interrupted, and keeps the time of its marks", async () => {
    const folder = folderOf(project);
    const annotations = { ...SERVICE.metadata.annotations, "understudy.dev/route-withdrawn": "x" };
    const service = { metadata: { ...SERVICE.metadata, annotations } };
    const changes = await apiServer({ "/api/v1/services": [service] }, "shop-stg");
    const calls = recordPulumi(folder, "");
    expect(await remove(folder, "--yes").ended).toBe(0);
    expect([changes, calls().at(-1)]).toEqual([[], "stack rm --yes preview-pr-12"]);
  });

  it("needs the right to mark", async () => {
    const folder = folderOf(project);
    const path = "/api/v1/namespaces/shop/services/payments-pr-12";
    await apiServer({ "/api/v1/services": [SERVICE], [path]: 403 }, "shop-stg");
    const calls = recordPulumi(folder, "");
    const ended = remove(folder, "--yes");
    expect([await ended.ended, ended.stderr]).toEqual([
      1,
      "cluster: you may not patch services in namespace shop.\n" +
        "  Ask the cluster's administrators for these rights, or name another context.\n",
    ]);
    expect(calls().some((call) => call.startsWith("up"))).toBe(false);
  });

  it("prints the commands with --dry-run, and does nothing", async () => {
    const folder = folderOf(project);
    const calls = recordPulumi(folder, "");
    const ended = remove(folder, "--key", "pr-34", "--dry-run");
    expect([await ended.ended, ended.stdout]).toEqual([
      0,
      "kubectl --context shop-stg annotate services,destinationrules,deployments -A -l 'understudy.dev/stack in (preview-pr-12, preview-pr-34)' understudy.dev/route-withdrawn=now\n" +
        "pulumi up --stack stg\n" +
        "# pulumi up of each other stack whose routes lead to the replicas: with previewHosts, claims or a router\n" +
        "pulumi stack select preview-pr-12\n" +
        "pulumi destroy --stack preview-pr-12 --remove\n" +
        "pulumi stack select preview-pr-34\n" +
        "pulumi destroy --stack preview-pr-34 --remove\n",
    ]);
    expect(calls()).toEqual([]);
  });

  it("prints with --json which keys are gone, and nothing else", async () => {
    const folder = folderOf(project);
    await apiServer({}, "shop-stg");
    recordPulumi(folder, `[ "$2 $stack" = "select preview-pr-12" ] && ${ABSENT}`);
    const ended = remove(folder, "--key", "pr-34", "--yes", "--json");
    expect([await ended.ended, ended.stdout, ended.stderr]).toEqual([
      0,
      '{"deleted":["pr-34"]}\n',
      "pr-12: there is no preview with this key.\n",
    ]);
  });

  it("is content with a key that has no preview", async () => {
    const folder = folderOf(project);
    await apiServer({}, "shop-stg");
    const calls = recordPulumi(folder, `[ "$2" = select ] && ${ABSENT}`);
    const ended = remove(folder, "--yes");
    expect(await ended.ended).toBe(0);
    expect(ended.stdout).toContain("pr-12: there is no preview with this key.\n");
    expect(calls()).toEqual(["stack select --stack preview-pr-12"]);
  });

  it("leaves copies that the controller would make again, deletes the rest, and says what ends them", async () => {
    const folder = folderOf(project);
    const copy = {
      metadata: {
        ...metadata,
        labels: { ...metadata.labels, "understudy.dev/stack": "understudy-controller" },
        annotations: { "understudy.dev/copy-pull-request": "github.com/acme/payments#12" },
      },
    };
    const other = structuredClone(copy);
    other.metadata.labels["understudy.dev/route-key"] = "pr-99";
    await apiServer({ "/apis/apps/v1/deployments": [copy, other] }, "shop-stg");
    const calls = recordPulumi(folder, `[ "$2 $stack" = "select preview-pr-12" ] && ${ABSENT}`);
    const ended = remove(folder, "--key", "pr-34", "--yes", "--json");
    expect([await ended.ended, ended.stdout, ended.stderr]).toEqual([
      1,
      '{"deleted":["pr-34"]}\n',
      "shop/payments-pr-12: stays, because the next round of preview reconcile would make it again for github.com/acme/payments#12.\n" +
        "  Close that pull request: the next round then removes the copy. To have no copies of its origin at all, remove the annotations understudy.dev/github-repository and understudy.dev/preview-… there.\n",
    ]);
    expect(calls().at(-1)).toBe("stack rm --yes preview-pr-34");
  });

  it("says who removes what is past its date and of no stack of its own", async () => {
    const folder = folderOf(project);
    const replica = (name: string, stack: string, annotations: object) => ({
      metadata: {
        ...{ name, namespace: "shop", annotations },
        labels: {
          "understudy.dev/route-key": "pr-12",
          "understudy.dev/stack": stack,
          "understudy.dev/expires": "20200101T000000Z",
        },
      },
    });
    const pull = { "understudy.dev/copy-pull-request": "github.com/acme/payments#12" };
    const query =
      "labelSelector=app.kubernetes.io%2Fmanaged-by%3Dunderstudy%2Cunderstudy.dev%2Froute-key";
    await apiServer(
      {
        [`/apis/apps/v1/deployments?${query}`]: [
          replica("payments-pr-12", "understudy-controller", pull),
          replica("users-pr-12", "stg", {}),
        ],
      },
      "shop-stg",
    );
    const ended = run(folder, "preview", "delete", "--expired", "--yes");
    expect([await ended.ended, ended.stdout, ended.stderr]).toEqual([
      0,
      "No preview is past its date.\n",
      "shop/payments-pr-12 is past its date: the next round of preview reconcile removes it.\n" +
        "shop/users-pr-12 is past its date: remove it from stack stg.\n",
    ]);
  });

  it("wants route keys", async () => {
    const ended = run(folderOf(project), "preview", "delete", "--key", "PR", "--key", "pr-12");
    expect([await ended.ended, ended.stderr]).toEqual([
      2,
      '--key: expected a route key such as pr-12, of a-z, 0-9 and "-", at most 40 characters, received "PR".\n' +
        "See: understudy preview delete --help\n",
    ]);
  });

  it("wants either keys or --expired", async () => {
    const ended = run(folderOf(project), "preview", "delete");
    expect([await ended.ended, ended.stderr]).toEqual([
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
const UP = (stack: string) => `up --yes --skip-preview --color never --stack ${stack}`;

const metadata = {
  uid: "own",
  name: "payments-pr-12",
  namespace: "shop",
  labels: { "understudy.dev/stack": "preview-pr-12", "understudy.dev/route-key": "pr-12" },
};
const annotations = {
  "understudy.dev/route-origin": "payments.shop.svc.cluster.local",
  "understudy.dev/route-key": "pr-12",
};
const DEPLOYMENT = { metadata };
const SERVICE = { metadata: { ...metadata, annotations } };
const RULE = {
  metadata: {
    ...metadata,
    annotations: { ...annotations, "understudy.dev/route-subset": "pr-12" },
  },
};
/** Made by another project's stack of the same name. */
const OTHER_SERVICE = { metadata: { ...SERVICE.metadata, namespace: "other", uid: "other" } };

/** A VirtualService of a stack, or of the team's own, that leads to a Service of the namespace `shop`. */
function leading(stack: string | undefined, namespace: string, service: string, subset?: string) {
  const host = namespace === "shop" ? service : `${service}.shop.svc.cluster.local`;
  return {
    metadata: {
      name: `${stack ?? "team"}-routes`,
      namespace,
      ...(stack !== undefined && { labels: { "understudy.dev/stack": stack } }),
    },
    spec: { http: [{ redirect: {} }, { route: [{ destination: { host, subset } }] }] },
  };
}

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
  "stack export"*) echo '{ "version": 3, "deployment": { "resources": [{ "outputs": { "metadata": { "uid": "own" } } }] } }'; exit ;;
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
