import { expect, it } from "vitest";
import { readRepository, repositoryFix } from "../../src/forge/repository.ts";

it.each([
  ["acme/payments", "github.com/acme/payments"],
  ["Acme/Payments.api", "github.com/acme/payments.api"],
  ["acme/payments.git", "github.com/acme/payments"],
  ["https://github.com/acme/payments", "github.com/acme/payments"],
  ["https://github.com/acme/payments.git", "github.com/acme/payments"],
  ["https://github.com/acme/payments/", "github.com/acme/payments"],
  ["https://git.example.com:8443/acme/payments", "git.example.com:8443/acme/payments"],
])("%s is the repository %s", (text, repository) => {
  expect(readRepository(text)).toBe(repository);
});

it.each([
  ["git@github.com:acme/payments.git", "Write https://github.com/acme/payments."],
  ["ssh://git@github.com/acme/payments.git", "Write https://github.com/acme/payments."],
  ["http://github.com/acme/payments", "Write https://github.com/acme/payments."],
  ["https://github.com/acme/payments/pull/12", "Write https://github.com/acme/payments."],
  ["https://github.com/acme/payments?tab=readme", "Write https://github.com/acme/payments."],
  [" acme/payments ", "Write acme/payments."],
  ["https://github.com/acme", undefined],
  ["acme / payments", undefined],
  ["acme/pay;ments", undefined],
  ["acme/..", undefined],
  ["payments", undefined],
  ["", undefined],
])("%j is none, and the fix is %j", (text, fix) => {
  expect(readRepository(text)).toBeUndefined();
  expect(repositoryFix(text)).toBe(fix);
});
