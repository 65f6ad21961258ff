import { describe, expect, test } from "vitest";
import type { Options } from "../../../cli/command/option.ts";
import { parseCall } from "../../../cli/command/parse.ts";
import { integer, oneOf } from "../../../cli/command/readers.ts";
import { UsageError } from "../../../cli/command/usageError.ts";
import type { Problem } from "../../../src/problem.ts";

const options = {
  stack: { type: "string", short: "s", placeholder: "name", default: "stg", description: "" },
  image: { type: "string", placeholder: "image", description: "" },
  key: { type: "string", placeholder: "key", multiple: true, description: "" },
  port: {
    type: "string",
    placeholder: "number",
    default: "80",
    reader: integer(1, 99),
    description: "",
  },
  shell: { type: "string", placeholder: "s", reader: oneOf(["bash", "zsh"]), description: "" },
  json: { type: "boolean", short: "j", description: "" },
  watch: { type: "boolean", default: true, description: "" },
} as const satisfies Options;

const defaults = {
  stack: "stg",
  image: undefined,
  key: [],
  port: 80,
  shell: undefined,
  json: false,
  watch: true,
};

describe("values", () => {
  test.each<[string, string[], Record<string, unknown>]>([
    ["are the defaults where nothing is given", [], {}],
    [
      "are read by the option's reader",
      ["--port", "8", "--shell", "zsh"],
      { port: 8, shell: "zsh" },
    ],
    ["of a repeated option are a list", ["--key", "a", "--key=b"], { key: ["a", "b"] }],
    ["may stand at short options", ["-js", "kind"], { json: true, stack: "kind" }],
    ["may begin with a hyphen after =", ["--stack=-x"], { stack: "-x" }],
    ["may be empty", ["--image", ""], { image: "" }],
    [
      "of flags are negated by --no-",
      ["--json", "--no-watch", "--no-json"],
      { json: false, watch: false },
    ],
  ])("%s", (_title, args, values) => {
    expect(parseCall(args, options, undefined).values).toEqual({ ...defaults, ...values });
  });

  test("are apart from other arguments, also from those after --", () => {
    const call = parseCall(["a.yaml", "--json", "--", "--b"], options, { usage: "[file ...]" });
    expect(call).toEqual({ values: { ...defaults, json: true }, positionals: ["a.yaml", "--b"] });
  });
});

describe("a wrong call names every mistake:", () => {
  test.each<[string, string[], Problem[]]>([
    [
      "an option that does not exist, with the nearest one",
      ["--prot", "1", "--constructor", "-x"],
      [
        { where: "--prot", what: "no such option", fix: 'Did you mean "--port"?' },
        { where: "--constructor", what: "no such option", fix: undefined },
        { where: "-x", what: "no such option", fix: undefined },
      ],
    ],
    [
      "the negation of a flag that is on",
      ["--no-wach"],
      [{ where: "--no-wach", what: "no such option", fix: 'Did you mean "--no-watch"?' }],
    ],
    [
      "a value that is not given, and one that looks like an option",
      ["--image", "--json", "--stack"],
      [
        {
          where: "--image",
          what: 'expected <image>, received "--json"',
          fix: 'A value that begins with "-" is written --image=--json.',
        },
        { where: "--stack", what: "expected <name>, received nothing" },
      ],
    ],
    [
      "a value that the option does not take",
      ["--port", "100", "--shell", "csh", "--json=yes"],
      [
        { where: "--json", what: 'expected no value, received "yes"' },
        { where: "--port", what: 'expected a number from 1 to 99, received "100"' },
        { where: "--shell", what: 'expected one of bash, zsh, received "csh"' },
      ],
    ],
    [
      "a second value",
      ["--stack", "a", "-s", "b", "--port", "1", "--port", "1"],
      [
        { where: "--stack", what: 'expected one value, received "a" and "b"' },
        { where: "--port", what: 'expected one value, received "1" and "1"' },
      ],
    ],
    [
      "an argument that is no option",
      ["a.yaml"],
      [{ where: "a.yaml", what: "the command takes options only" }],
    ],
  ])("%s", (_title, args, problems) => {
    expect(() => parseCall(args, options, undefined)).toThrow(new UsageError(problems));
  });

  test("a required option that is not given, once", () => {
    const required = {
      out: { type: "string", placeholder: "folder", required: true, description: "" },
    } as const satisfies Options;
    const problems = [{ where: "--out", what: "expected <folder>, received nothing" }];
    for (const args of [[], ["--out"]]) {
      expect(() => parseCall(args, required, undefined)).toThrow(new UsageError(problems));
    }
  });
});
