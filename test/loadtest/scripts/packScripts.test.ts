import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isConfigMapKey, packScripts } from "../../../src/loadtest/scripts/packScripts.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scripts-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Returns the archive's files as text. */
function unpacked(binaryData: Record<string, string>): Record<string, string> {
  const archive = unzipSync(Buffer.from(binaryData["scripts.zip"] ?? "", "base64"));
  return Object.fromEntries(
    Object.entries(archive).map(([path, bytes]) => [path, strFromU8(bytes)]),
  );
}

/** Bytes that no compression makes fewer, the same in each run. */
function noise(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  let state = 1;
  for (let i = 0; i < bytes; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    content[i] = state >>> 24;
  }
  return content;
}

describe("scripts of a flat folder", () => {
  test("stay as they are, and others than UTF-8 are in binaryData", () => {
    write({
      "script.py": "print('é')\n",
      "users.csv": "a,b\n",
      "photo.png": Buffer.from([255, 0]),
    });
    expect(packScripts(folder)).toEqual({
      data: { "script.py": "print('é')\n", "users.csv": "a,b\n" },
      binaryData: { "photo.png": "/wA=" },
      files: ["photo.png", "script.py", "users.csv"],
      problems: [],
    });
  });

  test("keep a mark of the byte order", () => {
    write({ "script.py": "\uFEFFx = 1" });
    expect(packScripts(folder).data).toEqual({ "script.py": "\uFEFFx = 1" });
  });

  test("may have as many bytes as a ConfigMap, which is 1 MiB", () => {
    write({ "script.py": "x", "users.csv": "y".repeat(1024 * 1024 - 1) });
    expect(Object.keys(packScripts(folder).data)).toEqual(["script.py", "users.csv"]);
    write({ "script.py": "xx" });
    const { data, binaryData, problems } = packScripts(folder);
    expect({ data, problems }).toEqual({ data: {}, problems: [] });
    expect(Object.keys(unpacked(binaryData))).toEqual(["script.py", "users.csv"]);
  });
});

describe("an archive", () => {
  test("has folders and names that are no keys, and leaves the others out", () => {
    const odd = { "shop/orders.py": "1", "データ.csv": "2", "a b.txt": "3", "scripts.zip": "4" };
    write({ "script.py": "x", ...odd });
    const { data, binaryData, files, problems } = packScripts(folder);
    expect(data).toEqual({ "script.py": "x" });
    expect(Object.keys(binaryData)).toEqual(["scripts.zip"]);
    expect(unpacked(binaryData)).toEqual(odd);
    expect(files).toEqual(["a b.txt", "script.py", "scripts.zip", "shop/orders.py", "データ.csv"]);
    expect(problems).toEqual([]);
  });

  test("has the same bytes whenever it is made", () => {
    write({ "shop/orders.py": "1" });
    const before = packScripts(folder);
    rmSync(join(folder, "shop"), { recursive: true });
    write({ "shop/orders.py": "1" });
    expect(packScripts(folder)).toEqual(before);
  });

  test("that is too large is refused with its largest files and the ways around it", () => {
    write({ "script.py": "x", "photos.bin": noise(1_300_000), "users.csv": "y" });
    expect(packScripts(folder).problems).toEqual([
      {
        where: folder,
        what: "a ConfigMap holds 1 MiB, and the packed scripts have 1.25 MiB: photos.bin (1.24 MiB), script.py (0.01 MiB), users.csv (0.01 MiB)",
        fix: "Put large data files into Locust's image (images.locust), or into a volume of the workers (worker.volumes), and open them by their paths there.",
      },
    ]);
  });
});

describe("a folder", () => {
  test("is followed through links, and leaves out what tools keep beside scripts", () => {
    write({
      "script.py": "x",
      "__pycache__/script.pyc": "x",
      "env/pyvenv.cfg": "x",
      "env/lib/locust.py": "x",
      ".git/HEAD": "x",
      ".hidden.json": "{}",
    });
    symlinkSync(folder, join(folder, "loop"));
    symlinkSync(join(folder, "script.py"), join(folder, "same.py"));
    expect(packScripts(folder).files).toEqual([".hidden.json", "same.py", "script.py"]);
  });

  test("with a pipe in it is a problem, and is not waited for", () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    expect(packScripts(folder).problems).toEqual([
      {
        where: join(folder, "pipe"),
        what: "it is neither a file nor a folder",
        fix: "Put it elsewhere.",
      },
    ]);
  });

  test("that is a file is a problem: as a folder, it would take the place of all scripts", () => {
    const file = join(folder, "script.py");
    writeFileSync(file, "");
    const what = "expected a folder with scripts, received a file";
    expect(packScripts(file).problems).toEqual([
      { where: file, what, fix: "Name the folder that it is in." },
    ]);
  });

  test("that is not there, is empty, or has a link to nowhere is a problem", () => {
    expect(packScripts(join(folder, "no")).problems).toEqual([
      { where: join(folder, "no"), what: "there is no such file or folder" },
    ]);
    expect(packScripts(folder).problems).toEqual([
      { where: folder, what: "the folder has no scripts" },
    ]);
    symlinkSync(join(folder, "no"), join(folder, "script.py"));
    expect(packScripts(folder).problems).toEqual([
      { where: join(folder, "script.py"), what: "there is no such file or folder" },
    ]);
  });
});

test.each([
  ["script.py", true],
  [".env", true],
  ["-_.9Z", true],
  ["a".repeat(253), true],
  ["a".repeat(254), false],
  ["", false],
  [".", false],
  ["..", false],
  ["..data", false],
  ["a/b", false],
  ["é", false],
  ["a b", false],
])("%j as a key of a ConfigMap: %s", (text, expected) => {
  expect(isConfigMapKey(text)).toBe(expected);
});
