import { describe, expect, test } from "vitest";
import { missingScripts } from "../../../src/loadtest/scripts/missingScripts.ts";

const where = "locust-properties: LOCUST_SCRIPT";
const missing = (script: string, ...paths: string[]) =>
  missingScripts(script, paths, { properties: "locust-properties", scripts: "locust-scripts" });

describe("a script that Locust would not find", () => {
  test("is told, with those that are there and the one that may be meant", () => {
    const what = "there is no scrpt.py in locust-scripts, which has other.py and script.py";
    const fix = 'Did you mean "script.py"?';
    expect(missing("scrpt.py", "script.py", "other.py", "data.csv")).toEqual([
      { where, what, fix },
    ]);
  });

  test("is told if there is no script at all", () => {
    const what = "there is no script in locust-scripts";
    const fix = "Upload it: understudy loadtest scripts.";
    expect(missing("script.py", "data.csv")).toEqual([{ where, what, fix }]);
  });

  test("is told for each of several", () => {
    expect(missing("a.py, b.py,shop/c.py", "a.py", "shop/d.py").map(({ what }) => what)).toEqual([
      "there is no b.py in locust-scripts, which has a.py and shop/d.py",
      "there is no shop/c.py in locust-scripts, which has a.py and shop/d.py",
    ]);
  });

  test("is told if it is there under a name that Locust does not take", () => {
    expect(missing("A.PY", "A.PY", "b.py").map(({ what }) => what)).toEqual([
      "Locust takes no A.PY: the name of a script ends with .py",
    ]);
  });

  test("is none if it is there, or a folder with files", () => {
    expect(missing("a.py, shop", "a.py", "shop/b.py")).toEqual([]);
  });
});
