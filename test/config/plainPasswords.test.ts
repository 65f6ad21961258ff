import { expect, test } from "vitest";
import { plainPasswords } from "../../src/config/plainPasswords.ts";
import { formatProblem } from "../../src/problem.ts";

test("a registry's password in plain text is a warning with the command that encrypts it, and never shown", () => {
  const login = (password: unknown) => ({ url: "r.example.com", username: "ci", password });
  const values = {
    defaults: { registry: login("hunter2") },
    services: [
      { name: "a", registry: login({ secure: "AAAA" }) },
      { name: "b", registry: login("hunter2") },
      { name: "c", registry: "r.example.com" },
    ],
  };
  const what = "everyone who can read the file can read this password.";
  const command = "Encrypt it: pulumi config set --stack stg --secret --path";
  expect(plainPasswords(values, "stg").map(formatProblem)).toEqual([
    `Pulumi.stg.yaml: defaults.registry.password: ${what}\n  ${command} 'understudy:defaults.registry.password'`,
    `Pulumi.stg.yaml: services[1].registry.password: ${what}\n  ${command} 'understudy:services[1].registry.password'`,
  ]);
});
