import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryFolder } from "../../../src/laptop/files/memoryFolder.ts";
import { mountAt } from "../../../src/laptop/files/mountAt.ts";
import { openSession } from "../../../src/laptop/files/session.ts";
import { isThere } from "./isThere.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "session-test-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("a session's folder is this user's alone, and is gone afterwards with what it has elsewhere", () => {
  const session = openSession();
  expect(statSync(session.folder).mode & 0o777).toBe(0o700);
  const file = join(folder, "env");
  writeFileSync(file, "A=1");
  session.remember(file);
  session.remove();
  expect([existsSync(session.folder), existsSync(file)]).toEqual([false, false]);
});

test("what was put in the place of a session's file stays", () => {
  const session = openSession();
  const file = join(folder, "env");
  writeFileSync(file, "A=1");
  session.remember(file);
  // Made before, so that it does not get the number of the file that is gone.
  mkdirSync(`${file}.new`);
  rmSync(file);
  renameSync(`${file}.new`, file);
  session.remove();
  expect(existsSync(file)).toBe(true);
});

test("the next session removes what a killed one left and ends its program, and removes nothing of one that runs", async () => {
  const running = openSession();
  const script = `
    import { spawn } from "node:child_process";
    import { mkdirSync } from "node:fs";
    import { mountAt } from "${import.meta.dirname}/../../../src/laptop/files/mountAt.ts";
    import { rememberProgram } from "${import.meta.dirname}/../../../src/laptop/files/program.ts";
    import { openSession } from "${import.meta.dirname}/../../../src/laptop/files/session.ts";
    const session = openSession();
    mkdirSync(session.folder + "/root/etc", { recursive: true });
    mountAt("${folder}/pod", session.folder + "/root", session);
    const program = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    rememberProgram(session.folder, program.pid);
    console.log(JSON.stringify({ left: session.folder, program: program.pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed] = await once(child.stdout, "data");
  const { left, program } = JSON.parse(String(printed));
  expect(readdirSync(join(folder, "pod"))).toEqual(["etc"]);
  child.kill("SIGKILL");
  await once(child, "exit");

  const next = openSession();
  expect([existsSync(left), existsSync(join(folder, "pod")), existsSync(running.folder)]).toEqual([
    false,
    false,
    true,
  ]);
  await expect.poll(() => isThere(program)).toBe(false);
  next.remove();
  running.remove();
});

test("a folder with a name that the mounts need is refused, and stays as it is", () => {
  const session = openSession();
  mkdirSync(join(session.folder, "root/etc"), { recursive: true });
  mkdirSync(join(folder, "etc"));
  expect(mountAt(folder, join(session.folder, "root"), session)).toEqual([
    {
      where: `--mount ${folder}`,
      what: 'it has "etc" already',
      fix: "Name an empty folder, or one that is not there yet.",
    },
  ]);
  session.remove();
  expect(readdirSync(folder)).toEqual(["etc"]);
});

test("without a folder in memory it is the one for temporary files", () => {
  expect(memoryFolder({ XDG_RUNTIME_DIR: join(folder, "none") }).folder).toBe(
    process.platform === "linux" ? "/dev/shm" : tmpdir(),
  );
});
