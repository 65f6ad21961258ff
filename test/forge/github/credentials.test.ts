import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { githubHost, secretIn } from "../../../src/forge/github/credentials.ts";
import { apiOf } from "../../../src/forge/github/place.ts";

test.each([
  ["github.com", "https://api.github.com"],
  ["github.example.com", "https://github.example.com/api/v3"],
  ["shop.ghe.com", "https://api.shop.ghe.com"],
])("the API of %s is at %s", (host, api) => {
  expect(apiOf(host)).toBe(api);
});

describe("the environment", () => {
  test("gives a token for github.com", () => {
    const { host, api, identity } = githubHost({ GITHUB_TOKEN: "ghp_x" });
    expect([host, api]).toEqual(["github.com", "https://api.github.com"]);
    expect("token" in identity && identity.token()).toBe("ghp_x");
  });

  test("names another server, as GitHub Actions does", () => {
    const { host, api } = githubHost({
      GITHUB_TOKEN: "ghp_x",
      GITHUB_SERVER_URL: "https://github.example.com",
    });
    expect([host, api]).toEqual(["github.example.com", "https://github.example.com/api/v3"]);
  });

  test("gives an App, even beside the token that GitHub Actions sets", () => {
    const env = { GITHUB_TOKEN: "ghs_x", GITHUB_APP_ID: "1", GITHUB_APP_PRIVATE_KEY: "pem" };
    const { identity } = githubHost(env);
    expect("app" in identity && [identity.app.id, identity.app.key()]).toEqual(["1", "pem"]);
  });

  test.each([
    [{}, "GITHUB_TOKEN: expected a token of GitHub, received nothing."],
    [
      { GITHUB_APP_ID: "1" },
      "GITHUB_APP_ID: it is there without GITHUB_APP_PRIVATE_KEY or GITHUB_APP_PRIVATE_KEY_FILE.",
    ],
    [
      { GITHUB_APP_PRIVATE_KEY: "pem" },
      "GITHUB_APP_PRIVATE_KEY: it is there without GITHUB_APP_ID.",
    ],
    [
      { GITHUB_TOKEN: "x", GITHUB_SERVER_URL: "github" },
      "GITHUB_SERVER_URL: expected a URL such as https://github.example.com.",
    ],
  ])("%j is a mistake that is told", (env, message) => {
    expect(() => githubHost(env)).toThrow(message);
  });
});

test("the file of a secret is read each time, because Secrets are renewed", () => {
  const file = join(mkdtempSync(join(tmpdir(), "understudy-")), "token");
  writeFileSync(file, "first\n");
  const secret = secretIn({ GITHUB_TOKEN_FILE: file }, "GITHUB_TOKEN");
  expect(secret?.()).toBe("first");
  writeFileSync(file, "second\n");
  expect(secret?.()).toBe("second");
});

test("a file that cannot be read is a mistake that names it", () => {
  const secret = secretIn({ GITHUB_TOKEN_FILE: "/absent/token" }, "GITHUB_TOKEN");
  expect(secret).toThrow("GITHUB_TOKEN_FILE: /absent/token cannot be read (ENOENT).");
});
