import { spawnSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { compilePython } from "../../../src/loadtest/scripts/compilePython.ts";

const { status } = spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]);

function scripts(files: Record<string, string>): Map<string, Buffer> {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

test.runIf(status === 0)(
  "Python that does not compile is told with its file and line, all at once",
  async () => {
    const files = scripts({
      "good.py": "def f():\n    return await_\n",
      "shop/bad.py": "x = 1\ny = (2\n",
      "tabs.py": "if x:\n\ty = 1\n        z = 2\n",
      "data.csv": "y = (2\n",
    });
    const problems = await compilePython(files, "loadtest/");
    expect(problems.map(({ where }) => where)).toEqual([
      "loadtest/shop/bad.py:2",
      "loadtest/tabs.py:3",
    ]);
    expect(problems[0]?.what).toMatch(/^Python 3\.\d+ does not compile it: '\(' was never closed$/);
  },
);

test.runIf(status === 0)("a script's encoding is read as Python reads it", async () => {
  const files = new Map([
    ["bom.py", Buffer.from("\ufeffx = 1\r\n")],
    ["cookie.py", Buffer.from("# coding: latin-1\nx = '\u00e9'\n", "latin1")],
    ["latin.py", Buffer.from("x = '\u00e9'\n", "latin1")],
  ]);
  const problems = await compilePython(files, "");
  expect(problems.map(({ where }) => where.replace(/:.*/, ""))).toEqual(["latin.py"]);
});

test("without a Python, nothing is told", async () => {
  vi.stubEnv("PATH", "/nonexistent");
  try {
    expect(await compilePython(scripts({ "bad.py": "(" }), "")).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
  }
});
