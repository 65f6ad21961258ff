import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWord } from "../src/shellWord.ts";

test.each(["orders.yaml", "GET /users/{id}=12", "it's", "$HOME `id` \\", "a\nb", ""])(
  "a shell reads the word as the text that it was: %j",
  (text) => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(
      text,
    );
  },
);

test("a word without special characters is not quoted", () => {
  expect(["specs/orders.yaml", "locust==2.40.0", "GET /orders"].map(shellWord)).toEqual([
    "specs/orders.yaml",
    "locust==2.40.0",
    "'GET /orders'",
  ]);
});
