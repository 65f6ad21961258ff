import fc from "fast-check";
import type {
  Method,
  Route,
  RouteTable,
  Segment,
  SegmentPart,
} from "../../src/openapi/table/table.ts";

/** A template's segments, of few different ones, so that templates meet. */
export function segments(): fc.Arbitrary<Segment[]> {
  return fc.array(segment(), { minLength: 1, maxLength: 4 }).map(nameParameters);
}

/** Routes in no particular order. */
export function routes(): fc.Arbitrary<Route[]> {
  const method = fc.constantFrom<Method>("GET", "POST", "DELETE");
  return fc
    .array(fc.tuple(method, segments()), { maxLength: 12 })
    .map((all) => all.map(([name, template]) => routeOf(name, template)));
}

/** A path that the templates of `segments` may match. */
export function path(): fc.Arbitrary<string> {
  const text = fc.constantFrom("", "a", "b", "aa", "a.b", "a.b.c", "b.a", "x", "a%20b", ".");
  return fc.array(text, { minLength: 1, maxLength: 5 }).map((texts) => `/${texts.join("/")}`);
}

export function routeOf(method: Method, template: Segment[]): Route {
  const written = template.map((one) =>
    typeof one === "string" ? one : one.map(writePart).join(""),
  );
  const templatePath = `/${written.join("/")}`;
  return {
    key: `${method} ${templatePath}`,
    method,
    answers: method === "GET" ? ["GET", "HEAD"] : [method],
    path: templatePath,
    segments: template,
    parameters: [],
    responses: [],
    security: [],
  };
}

export function tableOf(all: Route[], basePaths: string[] = [""]): RouteTable {
  return {
    format: 1,
    title: "",
    version: "",
    basePaths,
    routes: all,
    schemas: {},
    examples: {},
    securitySchemes: {},
  };
}

function segment(): fc.Arbitrary<Segment> {
  const literal = fc.constantFrom("", "a", "b", "aa", "a.b", "$(x)");
  const parts = fc.constantFrom<SegmentPart[]>(
    [{ param: "" }],
    [{ param: "" }, ".", { param: "" }],
    ["a", { param: "" }],
    [{ param: "" }, ".b"],
    [{ param: "" }, { param: "" }],
  );
  return fc.oneof(literal, parts);
}

/** Every parameter of a template gets a name of its own. */
function nameParameters(template: Segment[]): Segment[] {
  let count = 0;
  return template.map((one) =>
    typeof one === "string"
      ? one
      : one.map((part) => (typeof part === "string" ? part : { param: `p${++count}` })),
  );
}

function writePart(part: SegmentPart): string {
  return typeof part === "string" ? part : `{${part.param}}`;
}
