import { expect, test } from "vitest";
import { compareScripts } from "../../../src/loadtest/scripts/compareScripts.ts";

function scripts(files: Record<string, string>): Map<string, Buffer> {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

test("scripts are new, changed or removed, in the order of their paths, and the same ones are left out", () => {
  const before = scripts({ "z.py": "1", "same.py": "2", "b.py": "3" });
  const after = scripts({ "a/new.py": "4", "same.py": "2", "b.py": "33" });
  expect(compareScripts(before, after)).toEqual([
    { path: "a/new.py", change: "new" },
    { path: "b.py", change: "changed" },
    { path: "z.py", change: "removed" },
  ]);
});
