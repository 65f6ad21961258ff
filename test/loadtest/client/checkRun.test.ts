import { describe, expect, test } from "vitest";
import { type AskedRun, checkRun, type RunSetting } from "../../../src/loadtest/client/checkRun.ts";

const NAMES = { properties: "locust-properties", scripts: "locust-scripts" };
const SCRIPT = Buffer.from("from locust import HttpUser\n");

function setting(
  over: Partial<RunSetting> = {},
  config: Partial<RunSetting["config"]> = {},
): RunSetting {
  return {
    config: {
      run: {},
      deny: [],
      where: "Pulumi.stg.yaml: loadtests[0]",
      host: "http://orders.shop",
      ...config,
    },
    properties: { WORKER_NUM: "3", LOCUST_SCRIPT: "script.py" },
    names: NAMES,
    scripts: new Map([["script.py", SCRIPT]]),
    ...over,
  };
}

const ASKED: AskedRun = { users: 200, spawnRate: 10, runTimeSeconds: 600 };

describe("what a run is started with", () => {
  const stages = [
    { users: 50, seconds: 60 },
    { users: 200, seconds: 300 },
  ];

  test.each<[string, AskedRun, RunSetting["config"]["run"], object]>([
    ["the options", ASKED, {}, { users: 200, spawnRate: 10, runTimeSeconds: 600 }],
    [
      "the stack, for what an option leaves out",
      { users: 9 },
      { users: 5, spawnRate: 2, runTimeSeconds: 60 },
      { users: 9, spawnRate: 2, runTimeSeconds: 60 },
    ],
    [
      "all users at once, without a spawn rate",
      { users: 9, runTimeSeconds: 60 },
      {},
      { users: 9, spawnRate: 9, runTimeSeconds: 60 },
    ],
    [
      "stages, with the most users of them",
      { stages },
      { users: 5, runTimeSeconds: 60 },
      { users: 200, spawnRate: 200, stages },
    ],
    ["the stack's stages", {}, { stages, spawnRate: 7 }, { users: 200, spawnRate: 7, stages }],
    [
      "options in place of the stack's stages",
      ASKED,
      { stages },
      { users: 200, spawnRate: 10, runTimeSeconds: 600 },
    ],
    [
      "tags",
      { ...ASKED, tags: ["a"] },
      { tags: ["b"] },
      { users: 200, spawnRate: 10, runTimeSeconds: 600, tags: ["a"] },
    ],
  ])("is %s", (_, asked, run, expected) => {
    expect(checkRun(asked, setting({}, { run }))).toEqual({
      start: { ...expected, host: "http://orders.shop" },
      problems: [],
    });
  });
});

describe("before a run, problems are", () => {
  const problems = (
    asked: AskedRun,
    over?: Partial<RunSetting>,
    config?: Partial<RunSetting["config"]>,
  ) => checkRun(asked, setting(over, config)).problems;

  test("users and a run time that are missing, both at once", () => {
    expect(problems({}).map(({ where, what }) => `${where}: ${what}`)).toEqual([
      "--users: expected the number of users, received nothing",
      "--run-time: expected how long the load lasts, received nothing",
    ]);
  });

  test("fewer users than workers, and not as many", () => {
    expect(problems({ ...ASKED, users: 2 })).toEqual([
      {
        where: "--users",
        what: "2 users are fewer than the 3 workers (WORKER_NUM in locust-properties)",
        fix: "Ask for more users, or set WORKER_NUM lower.",
      },
    ]);
    expect(problems({ ...ASKED, users: 3 })).toEqual([]);
  });

  test("stages beside users or a run time", () => {
    expect(problems({ ...ASKED, stages: [{ users: 5, seconds: 1 }] })).toEqual([
      {
        where: "--stages",
        what: "stages have their own numbers of users and times",
        fix: "Leave out --users and --run-time.",
      },
    ]);
  });

  test("a script that is not uploaded, with the nearest name", () => {
    expect(
      problems(ASKED, { properties: { WORKER_NUM: "1", LOCUST_SCRIPT: "scirpt.py" } }),
    ).toEqual([
      {
        where: "locust-properties: LOCUST_SCRIPT",
        what: "there is no scirpt.py in locust-scripts, which has script.py",
        fix: 'Did you mean "script.py"?',
      },
    ]);
    expect(problems(ASKED, { scripts: new Map() }).map(({ what }) => what)).toEqual([
      "there is no script in locust-scripts",
    ]);
  });

  test("none for a script in a folder, for several, and for a folder", () => {
    const scripts = new Map([
      ["a.py", SCRIPT],
      ["shop/b.py", SCRIPT],
    ]);
    for (const LOCUST_SCRIPT of ["shop/b.py", "a.py, shop/b.py", "shop"]) {
      expect(problems(ASKED, { scripts, properties: { WORKER_NUM: "1", LOCUST_SCRIPT } })).toEqual(
        [],
      );
    }
  });

  test("hosts on the deny list: the stack's and those of scripts, with their lines", () => {
    const script = [
      'host = "http://orders.shop"',
      "class A(HttpUser):",
      '    host = "https://SHOP.example.com:8443/api"',
      "    # https://shop.example.com is production",
      "    host: str = 'https://api.shop.example.com'",
    ];
    const scripts = new Map([["script.py", Buffer.from(script.join("\n"))]]);
    const deny = ["shop.example.com", "*.shop.example.com"];
    const found = problems(ASKED, { scripts }, { deny, host: "https://shop.example.com" });
    expect(found.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      "Pulumi.stg.yaml: loadtests[0].host: https://shop.example.com may get no load: Pulumi.stg.yaml: loadtests[0].deny has shop.example.com",
      "locust-scripts: script.py:3: https://SHOP.example.com:8443/api may get no load: Pulumi.stg.yaml: loadtests[0].deny has shop.example.com",
      "locust-scripts: script.py:5: https://api.shop.example.com may get no load: Pulumi.stg.yaml: loadtests[0].deny has *.shop.example.com",
    ]);
    expect(problems(ASKED, {}, { deny: ["orders"] })).toEqual([]);
  });

  test("a denied Service under each of its names", () => {
    const script = 'host = "http://orders.prod.svc.cluster.local"';
    const scripts = new Map([["script.py", Buffer.from(script)]]);
    const found = problems(ASKED, { scripts }, { deny: ["orders.prod"] });
    expect(found.map(({ where }) => where)).toEqual(["locust-scripts: script.py:1"]);
  });
});
