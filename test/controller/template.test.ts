import { expect, it } from "vitest";
import { fillImage, imageMistake, keyMistake, numberOfKey } from "../../src/controller/template.ts";
import { pullOf } from "./fixture.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";

it.each([
  ["registry.example.com/app:pr-{number}-{sha7}", "registry.example.com/app:pr-12-0123456"],
  ["localhost:5000/app:{sha}", `localhost:5000/app:${SHA}`],
  ["[::1]:5000/a__b/c-d.e:{sha}", `[::1]:5000/a__b/c-d.e:${SHA}`],
  ["app:{number}", "app:12"],
  ["app:{branch}-{number}", "app:feature-rm-12"],
])("%s becomes %s", (template, image) => {
  expect(imageMistake(template)).toBeUndefined();
  expect(fillImage(template, pullOf(12, { sha: SHA, branch: "feature/ü;rm" }))).toBe(image);
});

it("a branch that makes no tag makes no image", () => {
  const template = "app:{branch}-{number}";
  expect(fillImage(template, pullOf(12, { branch: "x".repeat(126) }))).toBeUndefined();
  expect(fillImage(template, pullOf(12, { branch: "ü;" }))).toBeUndefined();
});

it("what a branch contains is not filled in its turn", () => {
  const filled = fillImage("app:{branch}-{number}", pullOf(12, { branch: "{sha}/$&" }));
  expect(filled).toBe("app:sha-12");
});

it.each([
  ["app:latest", /expected \{number\}, \{sha\} or \{sha7\}/],
  ["app:{branch}", /expected \{number\}, \{sha\} or \{sha7\}/],
  ["app:{shaa}", /no placeholder \{shaa\}/],
  ["{branch}.example.com/app:{sha}", /in the tag alone/],
  ["registry/app-{number}:{sha}", /in the tag alone/],
  ["app", /an image with a tag/],
  ["app:{sha}@sha256:00", /in the tag alone/],
  ["app: {sha}", /an image with a tag/],
  ["APP:{sha}", /an image with a tag/],
  ["registry.example.com:99999/app:{sha}", /an image with a tag/],
  ["registry.example.com:x/app:{sha}", /an image with a tag/],
  ["registry.example.com:5000:{sha}", /an image with a tag/],
  ["registry.example.com//app:{sha}", /an image with a tag/],
  ["registry.example.com/../app:{sha}", /an image with a tag/],
  ["http://registry.example.com/app:{sha}", /an image with a tag/],
])("%s is refused", (template, what) => {
  expect(imageMistake(template)?.what).toMatch(what);
});

it.each([
  ["pr-{number}", true],
  ["pay-{number}-x", true],
  ["pr", false],
  ["{sha}", false],
  ["-{number}", false],
  ["Pay-{number}", false],
  [`${"a".repeat(39)}{number}`, true],
  [`${"a".repeat(40)}{number}`, false],
])("%s is a template of keys: %j", (template, is) => {
  expect(keyMistake(template) === undefined).toBe(is);
});

it.each([
  ["pr-{number}", "pr-12", 12],
  ["{number}-pay", "12-pay", 12],
  ["pay-{number}-{number}", "pay-12-12", 12],
  ["pay-{number}-{number}", "pay-12-13", undefined],
  ["pr-{number}", "pr-012", undefined],
  ["pr-{number}", "pr-12a", undefined],
  ["pr-{number}", "users-12", undefined],
  ["checkout", "checkout", undefined],
])("the template %s gives the key %s to the pull request %s", (template, key, number) => {
  expect(numberOfKey(template, key)).toBe(number);
});
