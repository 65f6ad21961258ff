import { expect, test } from "vitest";
import { runHere } from "../inProcess.ts";
import { folderOf } from "../project.ts";

test.each([
  [
    "without a file",
    {},
    [],
    1,
    /^understudy\.yaml: no such file\.\n {2}Write it as docs\/laptop\.md/,
  ],
  [
    "with mistakes in the file",
    { "a.yaml": "services:\n  a: { ports: [x],\n      directory: none }\n" },
    ["-f", "a.yaml"],
    1,
    /^a\.yaml:2: services\.a\.ports\[0\]: expected a port .*\na\.yaml:3: services\.a\.directory: no such folder: .*\/none\.\n$/,
  ],
  [
    "without a key",
    { "understudy.yaml": "services: { a: { ports: [8080] } }" },
    [],
    2,
    /^--key: expected a route key, received nothing\./,
  ],
] as const)(
  "%s it says what is wrong, before it asks a cluster",
  async (_, files, args, code, said) => {
    const run = runHere(folderOf(files), "dev", ...args);
    expect(await run.ended).toBe(code);
    expect(run.stderr).toMatch(said);
  },
);
