import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/openapi/compile.ts";
import { formatProblem } from "../../src/problem.ts";
import {
  compiledSchema,
  compileFiles,
  document31,
  type Files,
  folderOf,
  withSchema,
} from "./documents.ts";

/** A YAML document whose one parameter has the schema that a reference leads to. */
function refer(reference: string, components = "", version = "3.1.0"): string {
  return `openapi: ${version}
paths:
  /a:
    get:
      parameters:
        - name: q
          in: query
          schema:
            $ref: "${reference}"
components:
  schemas:
    A: { type: integer }
    a/b~c d%e: { type: boolean }
    ToA: { $ref: "#/components/schemas/A" }
    Circle: { $ref: "#/components/schemas/Circle2" }
    Circle2: { $ref: "#/components/schemas/Circle" }
    Deep: { properties: { x: { $ref: "#/components/schemas/A" } } }
    ToDeep: { $ref: "#/components/schemas/Deep" }
    Inward: { $ref: "#/components/schemas/Inward/properties/x" }
${components}`;
}

function target(files: Files) {
  const { table, problems } = compileFiles(files);
  return { schema: table.routes[0]?.parameters[0]?.schema, schemas: table.schemas, problems };
}

describe("a reference leads", () => {
  test.each([
    ["to a component", "#/components/schemas/A", "A", { type: "integer" }],
    [
      "to a name with escapes",
      "#/components/schemas/a~1b~0c%20d%25e",
      "a_b_c_d_e",
      { type: "boolean" },
    ],
    ["on through another reference", "#/components/schemas/ToA", "A", { type: "integer" }],
    ["into a component", "#/components/schemas/Deep/properties/x", "A", { type: "integer" }],
    [
      "into a component that is a reference itself",
      "#/components/schemas/ToDeep/properties/x",
      "A",
      { type: "integer" },
    ],
    ["to another file as a whole", "b/Whole.yaml", "Whole", { type: "null" }],
    ["to a value in another file", "./b/more.json#/Pet", "Pet", { type: "string" }],
    ["to a file with escapes in its name", "b/a%20b.yaml", "a_b", { type: "array" }],
    ["from another file, relative to it, and back", "b/back.yaml#/X", "A", { type: "integer" }],
    ["from another file into itself", "b/back.yaml#/Y", "Z", { type: "object" }],
  ])("%s", (_, reference, name, schema) => {
    const files = {
      "api.yaml": refer(reference),
      "b/Whole.yaml": "type: 'null'",
      "b/more.json": '{"Pet": {"type": "string"}}',
      "b/a b.yaml": "type: array",
      "b/back.yaml":
        'X: {$ref: "../api.yaml#/components/schemas/ToA"}\nY: {$ref: "#/Z"}\nZ: {type: object}',
    };
    expect(target(files)).toEqual({
      schema: { $ref: `#/schemas/${name}` },
      schemas: { [name]: schema },
      problems: [],
    });
  });
});

describe("a reference that cannot be followed is reported at its line, and the schema accepts anything", () => {
  const COPY =
    "\n  Copy it into the document's folder and refer to it by a relative path, or serve with --allow-refs.";
  const OUTSIDE = `"$ref" leads to "../x.yaml", outside the document's folder.${COPY}`;
  const URL = `"$ref" leads to "https://example.com/x.yaml", and URLs are not read.${COPY}`;
  test.each([
    [
      "#/components/schemas/AA",
      '8: GET /a: "$ref" leads nowhere: "#/components/schemas/AA".\n  Did you mean "A"?',
    ],
    ["#/nothing/near", '8: GET /a: "$ref" leads nowhere: "#/nothing/near".'],
    ["#A", '8: GET /a: "$ref" leads nowhere: "#A".'],
    [
      "#/components/schemas/Circle",
      '15: "$ref" leads back to itself: "#/components/schemas/Circle2".',
    ],
    [
      "#/components/schemas/Inward",
      '19: "$ref" leads back to itself: "#/components/schemas/Inward/properties/x".',
    ],
    ["none.yaml", '8: GET /a: "$ref" leads to "none.yaml", and there is no such file.'],
    ["../x.yaml", `8: GET /a: ${OUTSIDE}`],
    ["https://example.com/x.yaml", `8: GET /a: ${URL}`],
  ])("%s", (reference, problem) => {
    expect(target({ "api.yaml": refer(reference) })).toEqual({
      schema: true,
      schemas: {},
      problems: [`api.yaml:${problem}`],
    });
  });

  test("an absolute path, and a link that leads out of the folder", () => {
    const outside = join(folderOf({ "x.yaml": "type: string" }), "x.yaml");
    const folder = folderOf({ "api.yaml": refer("link.yaml"), "b.yaml": refer(outside) });
    symlinkSync(outside, join(folder, "link.yaml"));
    const problems = ["api.yaml", "b.yaml"].flatMap((name) => compile(join(folder, name)).problems);
    expect(problems.map(({ what }) => what)).toEqual([
      `"$ref" leads to "link.yaml", outside the document's folder`,
      `"$ref" leads to "${outside}", outside the document's folder`,
    ]);
  });

  test("a file that cannot be parsed is one problem, at its own line, however many refer to it", () => {
    const paths = {
      ...withSchema({ $ref: "b.yaml#/A" }),
      "/b": { get: { parameters: [{ $ref: "b.yaml#/P" }], responses: {} } },
    };
    expect(
      compileFiles({ "api.json": document31(paths), "b.yaml": "A: 1\nB: [1\n" }).problems,
    ).toEqual([
      "b.yaml:3: the file is neither JSON nor YAML: deficient indentation.\n  Left out: GET /b.",
    ]);
  });
});

describe("from 3.1 on schemas have identifiers", () => {
  const components = {
    schemas: {
      Tree: {
        $id: "https://example.com/tree",
        $dynamicAnchor: "node",
        type: "object",
        properties: { left: { $dynamicRef: "#node" }, right: { $ref: "#/$defs/leaf" } },
        $defs: { leaf: { $anchor: "leaf", type: "string" } },
      },
    },
  };

  test.each([
    ["by their $id", "https://example.com/tree"],
    ["by an anchor", "#node"],
  ])("%s", (_, $ref) => {
    expect(compiledSchema("3.1.0", { $ref }, components)).toEqual({
      schema: { $ref: "#/schemas/Tree" },
      schemas: {
        Tree: {
          type: "object",
          properties: {
            left: { $ref: "#/schemas/Tree" },
            right: { $ref: "#/schemas/Tree__defs_leaf" },
          },
        },
        Tree__defs_leaf: { type: "string" },
      },
      problems: [],
    });
  });

  test("a pointer is counted from the schema with the $id, or else from the file", () => {
    const { problems, schemas } = compiledSchema(
      "3.1.0",
      {
        $id: "https://example.com/a",
        properties: { a: { $ref: "#/$defs/x" }, b: { $ref: "#/components/schemas/Tree" } },
        $defs: { x: { type: "integer" } },
      },
      components,
    );
    expect(problems).toEqual([]);
    expect(Object.keys(schemas)).toContain("Tree");
  });

  test("of two with one name the first counts", () => {
    const schemas = { A: { $anchor: "x", type: "string" }, B: { $anchor: "x", type: "integer" } };
    expect(compiledSchema("3.1.0", { $ref: "#x" }, { schemas }).schemas).toEqual({
      A: { type: "string" },
    });
  });

  test("that other files have", () => {
    const document = document31(
      withSchema({ properties: { a: { $ref: "b.json" }, b: { $ref: "https://a.b/x" } } }),
    );
    const files = {
      "api.json": document,
      "b.json": { $defs: { x: { $id: "https://a.b/x", type: "integer" } } },
    };
    const { table, problems } = compileFiles(files);
    expect([problems, Object.values(table.schemas)]).toEqual([[], [{ type: "integer" }, {}]]);
  });

  test("before 3.1 there are none", () => {
    const { problems } = compiledSchema("3.0.0", { $ref: "https://example.com/tree" }, components);
    expect(problems).toHaveLength(1);
  });
});

test("every file that was read or looked for is listed, absolute", () => {
  const folder = folderOf({ "api.yaml": refer("b.yaml#/A"), "b.yaml": "A: {$ref: none.yaml}" });
  const { files, problems } = compile(join(folder, "api.yaml"));
  expect(files).toEqual(["api.yaml", "b.yaml", "none.yaml"].map((name) => join(folder, name)));
  expect(problems.map(formatProblem)).toHaveLength(1);
});

describe("$self", () => {
  const self = (schema: object) => ({
    ...document31(withSchema(schema), { components: { schemas: { A: { type: "integer" } } } }),
    openapi: "3.2.0",
    $self: "https://shop.example/api/openapi",
  });
  const Pet = { type: "object" };

  test.each([
    [
      "its own URL",
      "https://shop.example/api/openapi#/components/schemas/A",
      { A: { type: "integer" } },
    ],
    ["a path from its URL", "openapi#/components/schemas/A", { A: { type: "integer" } }],
    ["the URL of a file beside it", "https://shop.example/api/lib/pet.json", { pet: Pet }],
    ["the path of a file beside it", "lib/pet.json", { pet: Pet }],
  ])("lets a document be referred to by %s", (_, $ref, schemas) => {
    const { table, problems } = compileFiles({ "local.json": self({ $ref }), "lib/pet.json": Pet });
    expect([problems, table.schemas]).toEqual([[], schemas]);
  });

  test("lets its other files refer to it", () => {
    const back = { $ref: "https://shop.example/api/openapi#/components/schemas/A" };
    const files = { "local.json": self({ $ref: "back.json" }), "back.json": { items: back } };
    const { table, problems } = compileFiles(files);
    expect([problems, table.schemas]).toEqual([
      [],
      { A: { type: "integer" }, back: { items: { $ref: "#/schemas/A" } } },
    ]);
  });

  test("of another place is read no more than any other URL", () => {
    const { problems } = compileFiles({
      "local.json": self({ $ref: "https://other.example/pet.json" }),
    });
    expect(problems[0]).toContain("URLs are not read");
  });
});
