import { describe, expect, test } from "vitest";
import { digestOf, readProperties } from "../../../src/loadtest/cluster/properties.ts";
import type { Problem } from "../../../src/problem.ts";

const GOOD = { WORKER_NUM: "3", LOCUST_SCRIPT: "script.py", LOCUST_MANIFEST: "kind: Pod" };

function read(data: Record<string, string>) {
  const problems: Problem[] = [];
  const properties = readProperties({ data }, "locust-properties", problems);
  return { properties, problems };
}

describe("locust-properties", () => {
  test("are read, with everything else that is in them", () => {
    const data = { ...GOOD, TEAM: "shop" };
    expect(read(data)).toEqual({
      properties: { script: "script.py", workers: 3, manifest: "kind: Pod", all: data },
      problems: [],
    });
  });

  test("may end with a line break, as consoles' editors write them", () => {
    const { properties } = read({ ...GOOD, WORKER_NUM: "12\n", LOCUST_SCRIPT: "script.py\n" });
    expect([properties?.workers, properties?.script]).toEqual([12, "script.py"]);
  });

  test.each([
    ...["shop/orders.py", "my script.py", "_a-b.c.py", ".a..b.py", "shop", "a.py, shop/b.py"],
    ...["注文.py", "bestätigt (1).py", "ハ\u309aスタ.py"],
  ])("may name the script %s", (name) => {
    expect(read({ ...GOOD, LOCUST_SCRIPT: name }).problems).toEqual([]);
  });

  test.each(["0", "-1", "three", "1.5", "10000", ""])(
    "have a number of workers, not %j",
    (WORKER_NUM) => {
      expect(read({ ...GOOD, WORKER_NUM })).toEqual({
        properties: undefined,
        problems: [
          {
            where: "locust-properties: WORKER_NUM",
            what: `expected a number of workers from 1 to 9999, received "${WORKER_NUM}"`,
          },
        ],
      });
    },
  );

  test.each([
    "../a.py",
    "/etc/a.py",
    "a.py; rm",
    "a.py --host x$",
    "-f",
    "a\nb.py",
    "a: b.py",
    "a #b",
    "a.py,",
  ])("have a script that is safe in YAML and in a command, not %j", (LOCUST_SCRIPT) => {
    const { problems } = read({ ...GOOD, LOCUST_SCRIPT });
    expect(problems.map(({ where }) => where)).toEqual(["locust-properties: LOCUST_SCRIPT"]);
  });

  test("are told all at once if keys are missing", () => {
    const { properties, problems } = read({});
    expect(properties).toBeUndefined();
    expect(problems.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      "locust-properties: WORKER_NUM: expected a number of workers from 1 to 9999, received nothing",
      'locust-properties: LOCUST_SCRIPT: expected the name of a script such as "script.py", received nothing',
      "locust-properties: LOCUST_MANIFEST: expected the objects of the Locust cluster, received nothing",
    ]);
  });
});

test("the digest of a ConfigMap changes with its content, and not with the order of its keys", () => {
  const one = digestOf({ data: { a: "1", b: "2" } });
  expect(digestOf({ data: { b: "2", a: "1" } })).toBe(one);
  expect(digestOf({ data: { a: "1", b: "3" } })).not.toBe(one);
  expect(digestOf({ binaryData: { a: "1", b: "2" } })).not.toBe(one);
});
