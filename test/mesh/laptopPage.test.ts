import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { freePort } from "../../src/freePort.ts";
import { SESSION_LABEL } from "../../src/laptop/files/containers.ts";
import { openSession } from "../../src/laptop/files/session.ts";
import { removeNamespaces } from "../e2e/leftovers.ts";
import { ROOT } from "../e2e/project.ts";
import { kubectl } from "../e2e/run.ts";
import { injected } from "./injected.ts";
import { commandsOf, differenceOf } from "./pageCommands.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const mesh = inject("mesh");
const NAMESPACE = "e2e-docker-page";
const PAGE = readFileSync(join(ROOT, "docs/laptop.md"), "utf8");
const IMAGE = `${NAMESPACE}/service-a`;
const SECTION = "From the beginning";
const LABEL = Object.entries(injected(mesh)).join().replace(",", "=");
const hasDocker = spawnSync("docker", ["version"]).status === 0;
if (mesh !== "" && !hasDocker) {
  console.log("The page's container is skipped: there is no Docker that runs.");
}

/** A command that runs in a terminal of its own until Ctrl-C. */
interface Intercept {
  said(): string;
  /** Types Ctrl-C; resolves to the exit code. */
  interrupt(): Promise<number | null>;
}

describe.runIf(mesh !== "")("the page about laptops", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let port: string;
  let first: Terminal;
  let second: Terminal | undefined;
  let intercept: Intercept | undefined;

  beforeAll(async () => {
    await removeNamespaces(NAMESPACE);
    folder = mkdtempSync(join(tmpdir(), "understudy-page-"));
    port = String(await freePort());
    const sample = join(folder, "examples/laptop");
    cpSync(join(ROOT, "examples/laptop"), sample, { recursive: true });
    for (const file of globSync("**/*.*", { cwd: sample }).map((name) => join(sample, name))) {
      writeFileSync(file, readFileSync(file, "utf8").replaceAll("5050", port));
    }
    mkdirSync(join(folder, "bin"));
    const cli = join(ROOT, "cli/understudy.js");
    const script = `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`;
    writeFileSync(join(folder, "bin/understudy"), script, { mode: 0o755 });
    const kubeconfig = join(folder, "kubeconfig");
    cpSync(process.env.KUBECONFIG ?? "", kubeconfig);
    const path = [join(folder, "bin"), process.env.PATH].join(delimiter);
    env = { ...process.env, KUBECONFIG: kubeconfig, PATH: path };
    first = openTerminal("bash", folder, env);
  });

  afterAll(async () => {
    await Promise.all([intercept?.interrupt(), second?.close(), first?.close()]);
    // Its pods take their time, for which nobody has to wait.
    await kubectl("delete", "namespace", NAMESPACE, "--wait=false");
    if (hasDocker) spawnSync("docker", ["image", "rm", "--force", IMAGE]);
    rmSync(folder, { recursive: true });
  });

  test("has commands that print what it says, from the first to the last", async () => {
    for (const { line, prints } of commandsOf(PAGE, SECTION)) {
      const typed = hereOf(line);
      if (line.startsWith("understudy intercept")) {
        // As Ctrl-C in the first terminal does.
        await endIntercept();
        changeProgram();
        intercept = startIntercept(typed);
        await vi.waitFor(
          () => expect(intercept?.said()).toMatch(/reach(es)? the cluster by/),
          WAIT,
        );
      } else if (line.startsWith("docker build")) {
        changeProgram();
        if (hasDocker) await first.run(typed);
      } else if (line.endsWith("-- bash")) {
        second = openTerminal(typed, join(folder, "examples/laptop"), env);
      } else if (line.startsWith("curl")) {
        // The routes, and the program that is started, take a moment.
        await vi.waitFor(async () => {
          const printed = await second?.run(`${typed} -sS`);
          expect(withoutTime(printed)).toBe(withoutTime(prints));
        }, WAIT);
      } else {
        const printed = await first.run(typed);
        if (prints !== undefined) expect(printed.trim()).toBe(prints);
      }
      if (typed.includes("--docker")) await checkContainer();
    }
    await endIntercept();
  });

  test.runIf(hasDocker)("containers that a killed command has left go with the next one", () => {
    // Other commands of this machine look into their own place.
    const place = mkdtempSync("/dev/shm/laptop-page-");
    onTestFinished(() => rmSync(place, { recursive: true }));
    vi.stubEnv("XDG_RUNTIME_DIR", place);
    const session = join(ROOT, "src/laptop/files/session.ts");
    const script = `
      import { openSession } from "${session}";
      const session = openSession();
      session.rememberContainers();
      console.log(session.folder);`;
    const args = ["--input-type=module-typescript", "-e", script];
    const left = String(spawnSync(process.execPath, args).stdout).trim();
    const label = `${SESSION_LABEL}=${basename(left)}`;
    const containers = () =>
      String(spawnSync("docker", ["ps", "-aq", "--filter", `label=${label}`]).stdout);
    expect(spawnSync("docker", ["create", "--label", label, IMAGE]).status).toBe(0);
    expect(containers()).not.toBe("");
    openSession().remove();
    expect([existsSync(left), containers()]).toEqual([false, ""]);
  });

  /** Returns a line of the page with this test's namespace and port; without Docker a program takes the container's place. */
  function hereOf(line: string): string {
    const here = line
      .replaceAll("5050", port)
      .replaceAll("greeting", NAMESPACE)
      .replace("istio-injection=enabled", LABEL);
    return hasDocker ? here : here.replace(/--docker .*/, "-- node service-a/server.mjs");
  }

  async function endIntercept(): Promise<void> {
    if (intercept !== undefined) expect(await intercept.interrupt(), intercept.said()).toBe(0);
    intercept = undefined;
  }

  function changeProgram(): void {
    const file = join(folder, "examples/laptop/service-a/server.mjs");
    const [before, after] = differenceOf(PAGE, SECTION);
    const text = readFileSync(file, "utf8");
    if (text.includes(after)) return;
    expect(text).toContain(before);
    writeFileSync(
      file,
      text.replace(before, () => after),
    );
  }

  function startIntercept(line: string): Intercept {
    // With a terminal, as `docker run -it` wants it; its Ctrl-C is a key, which a shell that waits would die of.
    const command = `exec ${line}`;
    const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
      cwd: join(folder, "examples/laptop"),
      env,
    });
    // It may have ended already.
    child.stdin.on("error", () => {});
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    const closed = once(child, "close").then(([code]) => code as number | null);
    return {
      said: () => said,
      interrupt() {
        child.stdin.write("\u0003");
        return closed;
      },
    };
  }

  /** The image's HOME and the terminal's TERM aside, it has what the pod has. No list of processes has its values. */
  async function checkContainer(): Promise<void> {
    const id = await vi.waitFor(() => {
      const { stdout } = spawnSync("docker", ["ps", "--quiet", "--filter", `ancestor=${IMAGE}`]);
      expect(String(stdout)).not.toBe("");
      return String(stdout).trim();
    }, WAIT);
    const read = `tr '\\0' '\\n' </proc/1/environ | grep -v -e ^HOME= -e ^TERM= | sort; cat /program/server.mjs`;
    const inPod = await first.run(`kubectl exec deploy/service-a -c app -- sh -c "${read}"`);
    const here = await first.run(`docker exec ${id} sh -c "${read}"`);
    expect(here).toBe(inPod);
    const { stdout } = spawnSync("ps", ["-eo", "args"]);
    expect(String(stdout)).not.toContain("GREETING=");
  }
});

const WAIT = { timeout: 240_000, interval: 250 };

function withoutTime(answer: string | undefined): string {
  return (answer ?? "").trim().replace(/"dateTime":\d{10}\b/, '"dateTime":0');
}
