import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodePercent,
  encodeLiteral,
  isLiteral,
  matchSegment,
  parameterNames,
  parseTemplate,
  templateFault,
  templateRegex,
} from "../../../src/openapi/table/pattern.ts";
import type { Segment } from "../../../src/openapi/table/table.ts";
import { segments } from "../arbitraries.ts";

describe("a template is cut at its slashes", () => {
  test.each<[string, Segment[]]>([
    ["/", [""]],
    ["/pets", ["pets"]],
    ["/pets/", ["pets", ""]],
    ["/pets//toys", ["pets", "", "toys"]],
    ["/pets/{petId}", ["pets", [{ param: "petId" }]]],
    ["/files/{name}.{ext}", ["files", [{ param: "name" }, ".", { param: "ext" }]]],
    ["/{a}{b}", [[{ param: "a" }, { param: "b" }]]],
    ["/v{n}/x", [["v", { param: "n" }], "x"]],
    ["/pets/{id}:archive", ["pets", [{ param: "id" }, ":archive"]]],
  ])("%s", (path, expected) => {
    expect(parseTemplate(path)).toEqual(expected);
  });

  test("literals are encoded as they are on the wire", () => {
    expect(parseTemplate("/caf\u00e9/a b/{x}\u00fc")).toEqual([
      "caf%C3%A9",
      "a%20b",
      [{ param: "x" }, "%C3%BC"],
    ]);
  });

  test("signs that tools put into the braces are no part of the name, and the parameter is one segment", () => {
    expect(["/{path*}", "/{+path}", "/{proxy+}", "/{*rest}"].map(parseTemplate)).toEqual([
      [[{ param: "path" }]],
      [[{ param: "path" }]],
      [[{ param: "proxy" }]],
      [[{ param: "rest" }]],
    ]);
  });
});

describe("a template that cannot be served has a fault", () => {
  test.each([
    ["pets", 'a path must begin with "/"'],
    ["", 'a path must begin with "/"'],
    ["/pets?x={y}", 'a path must not contain "?": parameters describe the query'],
    ["/pets#a", 'a path must not contain "#": what follows it is never sent'],
    ["/pets/{id", "the braces of a path parameter are not balanced"],
    ["/pets/id}", "the braces of a path parameter are not balanced"],
    ["/pets/{{id}}", "the braces of a path parameter are not balanced"],
    ["/pets/{}", "a path parameter has no name"],
    ["/pets/{a/b}", 'a path parameter stands for one segment, without "/"'],
    ["/{name=projects/*}", 'a path parameter stands for one segment, without "/"'],
    ["/pets/{id}/{name}", undefined],
  ])("%j", (path, fault) => {
    expect(templateFault(path)).toBe(fault);
  });
});

describe("the regular expression of a template", () => {
  test("escapes what is special and stands for one character or more where a parameter is", () => {
    expect(templateRegex("/v1.0", parseTemplate("/files/{name}.{ext}/$meta"))).toBe(
      "/v1\\.0/files/[^/]+\\.[^/]+/\\$meta",
    );
  });

  test("matches every path that is made of the template", () => {
    fc.assert(
      fc.property(
        segments(),
        fc.func(fc.stringMatching(/^[a-z0-9.%-]{1,6}$/)),
        (template, value) => {
          const path = template.map((segment) => `/${fill(segment, value)}`).join("");
          expect(path).toMatch(new RegExp(`^${templateRegex("", template)}$`));
        },
      ),
      { seed: 1 },
    );
  });

  test("a template without parameters matches itself only", () => {
    fc.assert(
      fc.property(segments(), segments(), (template, other) => {
        fc.pre(isLiteral(template) && isLiteral(other));
        const matches = new RegExp(`^${templateRegex("", template)}$`).test(`/${other.join("/")}`);
        expect(matches).toBe(template.join("/") === other.join("/"));
      }),
      { seed: 2 },
    );
  });

  test("a written template and the parsed one say the same", () => {
    fc.assert(
      fc.property(segments(), (template) => {
        expect(parseTemplate(write(template))).toEqual(template);
      }),
      { seed: 3 },
    );
  });
});

describe("a segment's values", () => {
  test.each<[string, string, string[] | undefined]>([
    ["pets", "pets", []],
    ["pets", "pet", undefined],
    ["{id}", "1", ["1"]],
    ["{id}", "", undefined],
    ["{name}.{ext}", "a.b.c", ["a.b", "c"]],
    ["{name}.{ext}", "a.", undefined],
    ["{a}{b}", "xyz", ["xy", "z"]],
    ["{a}{b}", "x", undefined],
    ["{id}:archive", "1:archive", ["1"]],
    ["{id}:archive", "1:Archive", undefined],
    ["{id}", "a%2Fb", ["a%2Fb"]],
    ["v{a}-{b}.json", "v1-2-3.json", ["1-2", "3"]],
    ["v{a}-{b}.json", "v1-.json", undefined],
    ["aa{a}", "a", undefined],
    ["{a}.{b}.{c}.{d}.json", ".".repeat(100_000), undefined],
  ])("%s in %j", (written, text, expected) => {
    const [segment = ""] = parseTemplate(`/${written}`);
    expect(matchSegment(segment, text)).toEqual(expected);
  });
});

test("a template's parameters are named in their order", () => {
  expect(parameterNames(parseTemplate("/a/{b}/{c}.{d}"))).toEqual(["b", "c", "d"]);
});

test("only a template without parameters is literal", () => {
  expect([isLiteral(parseTemplate("/a/")), isLiteral(parseTemplate("/a/x{b}"))]).toEqual([
    true,
    false,
  ]);
});

describe("literals on the wire", () => {
  test.each([
    ["a-b_c.d~e", "a-b_c.d~e"],
    ["!$&'()*+,;=:@", "!$&'()*+,;=:@"],
    ['"<>[]|^`\\', "%22%3C%3E%5B%5D%7C%5E%60%5C"],
    ["100%", "100%25"],
    ["%2F%zz", "%2F%25zz"],
    ["\u{1f43e}", "%F0%9F%90%BE"],
    ["\ud800", "%EF%BF%BD"],
    ["%41%7E%2f", "A~%2F"],
  ])("%j", (text, expected) => {
    expect(encodeLiteral(text)).toBe(expected);
  });
});

test("broken percent-encoding is left as it is", () => {
  expect(["a%20b", "%E3%81%82", "100%", "%ff"].map(decodePercent)).toEqual([
    "a b",
    "\u3042",
    "100%",
    "%ff",
  ]);
});

function fill(segment: Segment, value: (name: string) => string): string {
  if (typeof segment === "string") return segment;
  return segment.map((part) => (typeof part === "string" ? part : value(part.param))).join("");
}

function write(template: Segment[]): string {
  return template.map((segment) => `/${fill(segment, (name) => `{${name}}`)}`).join("");
}
