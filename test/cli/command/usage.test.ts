import { describe, expect, test } from "vitest";
import { defineCommand } from "../../../cli/command/define.ts";
import { columns, helpFlags, usageOf, wrap } from "../../../cli/command/usage.ts";

const run = async () => 0;

test("the usage of a command says everything that its table has", () => {
  const command = defineCommand({
    description: `
      Copies
      a file.

      Twice.`,
    options: {
      to: { type: "string", placeholder: "path", required: true, description: "Where" },
      host: { type: "string", short: "h", placeholder: "a", default: "::1", description: "Who" },
      "a-long-name-of-an-option": {
        type: "string",
        placeholder: "text",
        multiple: true,
        description: "What",
      },
      watch: { type: "boolean", default: true, description: "Look away" },
    },
    positionals: { usage: "<file>" },
    examples: ["understudy copy a --to b"],
    run,
  });
  expect(usageOf("copy", command)).toBe(`Usage: understudy copy --to <path> [options] <file>

Copies a file.

Twice.

Options:
  --to <path>     Where
  -h, --host <a>  Who (default: ::1)
  --a-long-name-of-an-option <text>
                  What (may be repeated)
  --no-watch      Look away
  --help          Print this text

Examples:
  understudy copy a --to b`);
  expect(helpFlags(command)).toEqual(["--help"]);
});

test("-h asks for help unless the command has an option -h", () => {
  const command = defineCommand({ description: "Waits.", options: {}, run });
  expect(usageOf("wait", command)).toBe(`Usage: understudy wait [options]

Waits.

Options:
  -h, --help  Print this text`);
  expect(helpFlags(command)).toEqual(["--help", "-h"]);
});

describe("text", () => {
  test("is broken between words, and never within one", () => {
    expect(wrap("one two  three\n four-and-twenty", 9)).toEqual([
      "one two",
      "three",
      "four-and-twenty",
    ]);
  });

  test("in a column is broken at the hundredth character", () => {
    const text = columns([["name", Array(25).fill("word").join(" ")]]);
    expect(text.split("\n")).toEqual([
      `  name  ${Array(18).fill("word").join(" ")}`,
      `        ${Array(7).fill("word").join(" ")}`,
    ]);
  });
});
