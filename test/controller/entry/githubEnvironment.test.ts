import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { githubEnvironment } from "../../../src/controller/entry/githubEnvironment.ts";
import { githubHost, secretIn } from "../../../src/forge/github/credentials.ts";

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "understudy-github-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("a token is read from the mounted Secret whenever it is needed", () => {
  const folder = folderWith({ GITHUB_TOKEN: "old\n", GITHUB_WEBHOOK_SECRET: "hush" });
  const env = githubEnvironment(folder, { GITHUB_SERVER_URL: "https://github.example.com" });
  const { host, identity } = githubHost(env);
  if (!("token" in identity)) throw new Error("expected a token");
  expect([host, identity.token()]).toEqual(["github.example.com", "old"]);
  writeFileSync(join(folder, "GITHUB_TOKEN"), "new");
  expect(identity.token()).toBe("new");
  expect(secretIn(env, "GITHUB_WEBHOOK_SECRET")?.()).toBe("hush");
});

test("an App is read from it", () => {
  const folder = folderWith({ GITHUB_APP_ID: "4711\n", GITHUB_APP_PRIVATE_KEY: "key" });
  const { identity } = githubHost(githubEnvironment(folder, {}));
  if (!("app" in identity)) throw new Error("expected an App");
  expect([identity.app.id, identity.app.key()]).toEqual(["4711", "key"]);
});

test("without a Secret the environment stays as it is", () => {
  expect(githubEnvironment("/no/such/folder", { GITHUB_TOKEN: "t" })).toEqual({
    GITHUB_TOKEN: "t",
  });
});
