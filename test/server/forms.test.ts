import { describe, expect, test } from "vitest";

import { answerOf, serveText } from "./fixture.ts";
import { post } from "./invalid.ts";

const FORM = "application/x-www-form-urlencoded";

/** The statuses for forms; a form is given by its parts, with file name, content type and headers. */
function multipart(...parts: [name: string, text: string, rest?: string][]): RequestInit {
  const text = parts.map(
    ([name, value, rest = ""]) =>
      `--cut\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n${value}\r\n`,
  );
  return post(`${text.join("")}--cut--\r\n`, "multipart/form-data; boundary=cut");
}

const FILE = '; filename="f.png"\r\nContent-Type: image/png';
const JSON_PART = "\r\nContent-Type: application/json";

describe("a multipart form with an encoding", () => {
  const document = `
paths:
  /pets:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [meta, files]
              additionalProperties: false
              properties:
                meta: { type: object, properties: { size: { type: integer } } }
                files: { type: array, maxItems: 2, items: { type: string, format: binary } }
                photo: { type: string, format: binary }
            encoding:
              meta: { contentType: application/json }
              photo: { headers: { X-Rate: { required: true, schema: { type: integer } } } }
      responses: { 204: { description: made } }
`;
  const meta = ["meta", '{"size":3}', JSON_PART] as const;
  const file = ["files", "\u0000", FILE] as const;

  test.each<[string, RequestInit, number]>([
    ["is right", multipart([...meta], [...file]), 204],
    ["may have JSON without a type", multipart(["meta", "{}"], [...file], [...file]), 204],
    ["must have JSON of the right types", multipart(["meta", '{"size":"3"}'], [...file]), 422],
    ["must have JSON", multipart(["meta", "{", JSON_PART], [...file]), 422],
    ["must have its files", multipart([...meta]), 422],
    ["must not have more files", multipart([...meta], [...file], [...file], [...file]), 422],
    ["must not have other fields", multipart([...meta], [...file], ["x", "1"]), 422],
    ["has headers", multipart([...meta], [...file], ["photo", "", "\r\nX-Rate: 5"]), 204],
    ["must have its headers", multipart([...meta], [...file], ["photo", ""]), 422],
    [
      "may have wrong headers",
      multipart([...meta], [...file], ["photo", "", "\r\nX-Rate: x"]),
      422,
    ],
  ])("%s", async (_, request, expected) => {
    const server = await serveText(document);
    expect((await answerOf(server, "/pets", request))[0]).toBe(expected);
  });

  test("tells each violation once, with its place", async () => {
    const server = await serveText(document);
    const wrong = multipart(["meta", '{"size":"x"}'], [...file], ["photo", ""]);
    const [, , problem] = await answerOf(server, "/pets", wrong);
    expect(problem).toMatchObject({
      validation: [
        { location: ["body", "meta", "size"], code: "type" },
        {
          location: ["body", "photo"],
          code: "required",
          message: "Request body property photo must have required header 'x-rate'",
        },
      ],
    });
  });
});

describe("a form of 2.0", () => {
  const document = (consumes: string) => `
swagger: "2.0"
info: { title: Shop, version: "1" }
consumes: [application/json]
paths:
  /pets:
    post:
      ${consumes}
      parameters:
        - { in: formData, name: n, type: integer }
        - { in: formData, name: ids, type: array, items: { type: integer } }
        - { in: formData, name: full, type: string, allowEmptyValue: false }
        - { in: formData, name: empty, type: integer, allowEmptyValue: true }
      responses: { 204: { description: made } }
  /photos:
    post:
      ${consumes}
      parameters:
        - { in: formData, name: file, type: file, required: true }
        - { in: formData, name: n, type: integer }
      responses: { 204: { description: made } }
`;
  const both = "consumes: [multipart/form-data, application/x-www-form-urlencoded]";

  test.each<[string, RequestInit, number]>([
    ["/photos", multipart(["file", "\u0000", FILE], ["n", "1"]), 204],
    ["/photos", multipart(["n", "1"]), 422],
    ["/photos", multipart(["file", "\u0000", FILE], ["n", "x"]), 422],
    ["/pets", post("n=1&ids=1,2", FORM), 204],
    ["/pets", post("ids=1,x", FORM), 422],
    ["/pets", post("empty=&full=a", FORM), 204],
    ["/pets", post("empty&n=1", FORM), 204],
    ["/pets", post("full=", FORM), 422],
    ["/pets", post("n=", FORM), 422],
    ["/pets", multipart(["empty", ""], ["full", "a"]), 204],
    ["/pets", multipart(["full", ""]), 422],
  ])("is checked, whatever the document consumes: %s %j", async (path, request, expected) => {
    for (const consumes of [both, ""]) {
      const server = await serveText(document(consumes));
      expect((await answerOf(server, path, request))[0]).toBe(expected);
    }
  });
});
