import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { memoryFolder } from "../../src/laptop/files/memoryFolder.ts";
import { whyNotTransparent } from "../../src/laptop/transparent/whyNot.ts";
import { removeNamespaces } from "./leftovers.ts";
import { getObjects, kubectl, run } from "./run.ts";

const context = inject("context");
const SPACE = "understudy-e2e-connect";
const UNDERSTUDY = join(import.meta.dirname, "../../cli/understudy.js");

/** For the sessions of this test alone: other commands of the machine have theirs beside it. */
let place = "";

const metadata = (name: string) => ({ name, namespace: SPACE });
const labels = { app: "b" };
const SERVER =
  'require("http").createServer((q, a) => a.end([q.method, q.url, q.headers.host].join(" ") + "\\n")).listen(5100)';

const OBJECTS = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: SPACE } },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata("greeting"),
    stringData: { WORD: "Yo-s3cret" },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata("service-b"),
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 0,
          volumes: [{ name: "greeting", secret: { secretName: "greeting" } }],
          containers: [
            {
              name: "app",
              image: "node:24-slim",
              command: ["node", "-e", SERVER],
              readinessProbe: { tcpSocket: { port: 5100 }, periodSeconds: 1 },
              envFrom: [{ secretRef: { name: "greeting" } }],
              env: [{ name: "PATH", value: "/usr/local/bin:/usr/bin:/bin" }],
              volumeMounts: [{ name: "greeting", mountPath: "/etc/greeting" }],
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("service-b"),
    spec: { selector: labels, ports: [{ port: 5100 }] },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("headless"),
    spec: { clusterIP: "None", selector: labels, ports: [{ port: 5100 }] },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata("outside"),
    spec: { type: "ExternalName", externalName: `service-b.${SPACE}.svc.cluster.local` },
  },
];

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function connect(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [UNDERSTUDY, "connect", "-n", SPACE, ...args], {
    env: { ...process.env, XDG_RUNTIME_DIR: place },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => {
    ended.stdout += data;
  });
  child.stderr.on("data", (data) => {
    ended.stderr += data;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...ended })));
}

const URLS = ["service-b", `service-b.${SPACE}`, "headless", "outside"];
const EACH_BY_CURL = URLS.map(
  (host) => `curl -sS -m 20 -d '{"message": "Bye"}' http://${host}:5100/api`,
).join("; ");
const EACH_ANSWER = URLS.map((host) => `POST /api ${host}:5100\n`).join("");

describe.runIf(context !== "")("a command that is connected to the cluster", () => {
  beforeAll(async () => {
    place = mkdtempSync(join(memoryFolder().folder, "connect-test-"));
    await removeNamespaces(SPACE);
    for (const object of OBJECTS) {
      await run("kubectl", ["apply", "-f", "-"], { input: JSON.stringify(object) });
    }
    await kubectl(
      "-n",
      SPACE,
      "wait",
      "--for=condition=Available",
      "deployment/service-b",
      "--timeout=240s",
    );
  });

  afterAll(async () => {
    rmSync(place, { recursive: true });
    await removeNamespaces(SPACE);
  });

  test("reaches all kinds of names, with the container's environment and files, and leaves nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "connect-test-"));
    const mount = join(folder, "pod");
    const fetching = `fetch("http://service-b:5100/node").then((a) => a.text()).then(console.log)`;
    const script = `${EACH_BY_CURL}; env -u http_proxy node -e '${fetching}'; echo $WORD; cat ${mount}/etc/greeting/WORD; exit 3`;
    const { code, stdout, stderr } = await connect(
      "--as",
      "service-b",
      "--mount",
      mount,
      "--",
      "sh",
      "-c",
      script,
    );
    expect(stdout).toBe(`${EACH_ANSWER}GET /node service-b:5100\n\nYo-s3cret\nYo-s3cret`);
    expect(code).toBe(3);
    expect(stderr).toContain("The command has this machine's PATH.");
    expect(stderr).not.toContain("Yo-s3cret");
    expect(existsSync(mount)).toBe(false);
    expect(readdirSync(place)).toEqual([]);
    await expect.poll(async () => (await getObjects("jobs,roles", "-n", SPACE)).length).toBe(0);
    rmSync(folder, { recursive: true });
  });

  test.skipIf(whyNotTransparent() !== undefined)(
    "reaches them without proxies in a network of its own",
    async () => {
      const { code, stdout } = await connect(
        "--transparent",
        "--",
        "sh",
        "-c",
        `${EACH_BY_CURL}; env | grep -ci _proxy`,
      );
      expect([stdout, code]).toEqual([`${EACH_ANSWER}0\n`, 1]);
    },
  );

  test("is told all that is wrong before anything is made", async () => {
    const { code, stderr } = await connect("--as", "servic-b", "--", "true");
    expect([code, stderr]).toEqual([
      1,
      `namespace ${SPACE}: has no Deployment servic-b.\n  Did you mean "service-b"?\n`,
    ]);
    expect((await getObjects("jobs", "-n", SPACE)).length).toBe(0);
  });
});
