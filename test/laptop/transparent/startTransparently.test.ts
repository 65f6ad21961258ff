import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveLinkSocket } from "../../../src/laptop/outbound/linkSocket.ts";
import { startTransparently } from "../../../src/laptop/transparent/startTransparently.ts";
import { whyNotTransparent } from "../../../src/laptop/transparent/whyNot.ts";
import { CLUSTER_IP, clusterOf, serveHttp } from "../outbound/cluster.ts";

const why = whyNotTransparent();
if (why !== undefined) console.log(`Programs cannot have networks of their own here: ${why}.`);

async function start(port: number, script: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "inside-test-"));
  const reach = clusterOf(port);
  const link = await serveLinkSocket(reach, folder);
  onTestFinished(() => {
    link.close();
    rmSync(folder, { recursive: true });
  });
  const output = join(folder, "output");
  const command = ["sh", "-c", `exec > ${output} 2>&1; ${script}`];
  const variables = { PATH: process.env.PATH, ...env };
  const program = startTransparently(command, variables, folder, link.path, {
    stdio: ["inherit", "inherit", "inherit"],
  });
  const code = new Promise<number | null>((resolve) => program.child.on("exit", resolve));
  return { program, code, reach, folder, output };
}

async function run(port: number, script: string, env: Record<string, string> = {}) {
  const { code, reach, output } = await start(port, script, env);
  const ended = await code;
  return {
    code: ended,
    said: readFileSync(output, "utf8").trim().split("\n"),
    dialled: reach.dialled,
  };
}

const hello = () =>
  serveHttp(
    (incoming, outgoing) => void outgoing.end(`${incoming.headers.host} ${incoming.url}\n`),
  );

describe.skipIf(why !== undefined)("a program in a network of its own", () => {
  test("reaches the cluster's names and addresses without a setting, as the user that it is", async () => {
    const script = `
      curl -sS -m 20 http://service-b:5100/api
      curl -sS -m 20 http://${CLUSTER_IP}/ip
      curl -s -m 20 http://none/ || echo "exit $?"
      curl -s -m 20 http://service-b:1/ || echo "exit $?"
      id -u
      exit 7`;
    expect(await run(await hello(), script)).toEqual({
      code: 7,
      said: [
        "service-b:5100 /api",
        `${CLUSTER_IP} /ip`,
        "exit 6",
        "exit 56",
        String(process.getuid?.()),
      ],
      dialled: [`${CLUSTER_IP}:5100`, `${CLUSTER_IP}:80`, `${CLUSTER_IP}:1`],
    });
  });

  test("has its environment from nowhere else", async () => {
    const { said } = await run(1, 'env | grep -v "^\\(PWD\\|SHLVL\\|_\\|OLDPWD\\)="', {
      NODE_OPTIONS: "--require /none",
      A: "$x 'y'",
    });
    expect(said.sort()).toEqual(
      ["A=$x 'y'", "NODE_OPTIONS=--require /none", `PATH=${process.env.PATH}`].sort(),
    );
  });

  test("reaches its own ports, and those of this machine", async () => {
    const port = await hello();
    const script = `
      node -e 'require("http").createServer((_, answer) => answer.end("own")).listen(4321, "127.0.0.1", () => console.log("ready"))' &
      own=$!
      until curl -s -m 20 http://127.0.0.1:4321/; do :; done
      echo
      curl -sS -m 20 http://localhost:${port}/machine
      kill $own`;
    const { said, dialled } = await run(port, script);
    expect(said.filter((line) => line !== "ready")).toEqual(["own", `localhost:${port} /machine`]);
    expect(dialled).toEqual([]);
  });

  test("serves its ports to the command alone", async () => {
    const script = `exec node -e 'require("net").createServer((socket) => socket.pipe(socket)).listen(4321)'`;
    const { program, code } = await start(1, script);
    const connected = () =>
      program.dialInside(4321).then(
        (socket) => socket,
        () => undefined,
      );
    const sockets: Duplex[] = [];
    await expect
      .poll(async () => {
        const socket = await connected();
        if (socket !== undefined) sockets.push(socket);
        return sockets.length;
      })
      .toBe(1);
    const [socket] = sockets;
    socket?.end("hello");
    expect(socket && (await text(socket))).toBe("hello");
    program.child.kill("SIGTERM");
    expect(await code).toBe(128 + 15);
  });

  test("ends with the command that started it", async () => {
    const { program, code, output } = await start(1, "echo $$; exec sleep 3600");
    let pid = "";
    await expect
      .poll(() => (pid = readFileSync(output, { encoding: "utf8", flag: "a+" }).trim()))
      .not.toBe("");
    program.child.stdio[3]?.destroy();
    expect(await code).toBe(1);
    await expect.poll(() => isRunning(Number(pid))).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
