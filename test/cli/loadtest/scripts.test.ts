import { describe, expect, test } from "vitest";
import { digestOf } from "../../../src/loadtest/declared.ts";
import { fakeCluster } from "../../loadtest/client/fakeCluster.ts";
import { runHere } from "../inProcess.ts";
import { declaredObjects, loadTestFolder, SCRIPT, SCRIPTS_PATH } from "./stack.ts";

async function upload(folder: string, ...args: string[]) {
  const run = runHere(folder, "loadtest", "scripts", ...args);
  return { code: await run.ended, stdout: run.stdout, stderr: run.stderr };
}

const DIGESTS = /^\{"script.py":"[0-9a-f]{16}","scripts.zip":"[0-9a-f]{16}"\}$/;

describe("loadtest scripts", () => {
  test("writes what is new, changed and removed, and keeps the ConfigMap's labels", async () => {
    const cluster = await fakeCluster(declaredObjects());
    cluster.objects.set(SCRIPTS_PATH, {
      metadata: { labels: { team: "shop" } },
      data: { "script.py": "old", "gone.py": "x" },
      binaryData: { "photo.png": "/w==" },
    });
    const folder = loadTestFolder({ "loadtest/shop/users.csv": "a" });
    expect(await upload(folder)).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "  removed  gone.py",
        "  removed  photo.png",
        "  changed  script.py",
        "  new      shop/users.csv",
        "ConfigMap loadtest/locust-scripts has 2 files. The next loadtest-setup uses them.",
        "What cannot be a key of its own is in scripts.zip.",
        "",
      ].join("\n"),
    });
    expect(cluster.objects.get(SCRIPTS_PATH)).toEqual({
      metadata: {
        labels: { team: "shop" },
        annotations: { "understudy.dev/declared": expect.stringMatching(DIGESTS) },
      },
      data: { "script.py": SCRIPT },
      binaryData: { "scripts.zip": expect.any(String) },
    });
    expect((await upload(folder)).stdout).toBe(
      "ConfigMap loadtest/locust-scripts has these scripts already.\n",
    );
    expect(cluster.changes).toEqual([`PATCH ${SCRIPTS_PATH}`]);
  });

  test("makes the ConfigMap if it is not there", async () => {
    const cluster = await fakeCluster({});
    expect((await upload(loadTestFolder())).code).toBe(0);
    expect(cluster.objects.get(SCRIPTS_PATH)).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "locust-scripts",
        namespace: "loadtest",
        annotations: { "understudy.dev/declared": `{"script.py":"${digestOf(SCRIPT)}"}` },
      },
      data: { "script.py": SCRIPT },
      binaryData: {},
    });
  });

  test("changes nothing with --dry-run, and takes another folder", async () => {
    const cluster = await fakeCluster(declaredObjects());
    const folder = loadTestFolder({ "other/next.py": "x = 1\n" });
    const { stdout } = await upload(folder, "other", "--dry-run", "--json");
    expect(JSON.parse(stdout)).toEqual([
      { path: "next.py", change: "new" },
      { path: "script.py", change: "removed" },
    ]);
    expect(cluster.changes).toEqual([]);
  });

  test("leaves scripts of another folder to be edits by hand, which an update of the stack keeps", async () => {
    const cluster = await fakeCluster(declaredObjects());
    expect((await upload(loadTestFolder({ "other/next.py": "x = 1\n" }), "other")).code).toBe(0);
    expect(cluster.objects.get(SCRIPTS_PATH)).toMatchObject({ data: { "next.py": "x = 1\n" } });
    expect(Object(cluster.objects.get(SCRIPTS_PATH)).metadata.annotations).toEqual({});
  });

  test("uploads nothing if a folder is not there", async () => {
    const cluster = await fakeCluster(declaredObjects());
    const { code, stderr } = await upload(loadTestFolder(), "nowhere");
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: "nowhere: there is no such file or folder.\n",
    });
    expect(cluster.changes).toEqual([]);
  });
});
