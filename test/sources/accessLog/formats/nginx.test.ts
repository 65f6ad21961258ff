import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyEntry } from "../../../../src/sources/accessLog/formats/logFormat.ts";
import { compileLogFormat } from "../../../../src/sources/accessLog/formats/nginx.ts";

/** Reads one line by a log_format. */
function read(directive: string, line: string) {
  const { format, missing } = compileLogFormat("test", directive);
  if (format === undefined) throw new Error(`missing: ${missing.join()}`);
  const entry = emptyEntry();
  return format.read(line, entry) ? entry : undefined;
}

const LINE =
  '10.0.0.1 - - [27/Nov/2026:15:45:33 +0900] "GET /users/7?x=%20 HTTP/1.1" 200 612 "-" "curl/8.5.0" 0.029';
const ENTRY = {
  ...emptyEntry(),
  method: "GET",
  target: "/users/7?x=%20",
  status: 200,
  ms: 29,
  time: Date.parse("2026-11-27T06:45:33Z"),
};

describe("a log_format", () => {
  const text =
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';

  test.each([
    ["as it stands in the configuration", `log_format timed '${text}';`],
    ["without quotes", `log_format timed ${text};`],
    ["the text alone", text],
    ["the quoted text alone", `'${text}'`],
    ["with double quotes", `log_format timed "${text.replaceAll('"', '\\"')}";`],
    [
      "on several lines, with comments",
      `\n  log_format  timed escape=default\n    # who\n    '$remote_addr - $remote_user [$time_local] '\n    '"$request" $status $body_bytes_sent '  # what\n    '"$http_referer" "$http_user_agent" $request_time' ;\n`,
    ],
    ["with braces", text.replace("$request_time", `\${request_time}`)],
  ])("is read %s", (_, directive) => {
    expect(read(directive, LINE)).toEqual(ENTRY);
  });

  test("as JSON is read with its escapes", () => {
    const directive = `log_format j escape=json '{"t":"$msec","m":"$request_method","u":"$request_uri","s":$status,"d":$request_time,"a":"$http_user_agent","h":"$host"}';`;
    const line =
      '{"t":"1795761933.123","m":"GET","u":"/a\\"b\\\\c","s":200,"d":0.029,"a":"x\\",\\"h\\":\\"y","h":"shop"}';
    expect(read(directive, line)).toEqual({
      ...ENTRY,
      target: '/a"b\\c',
      time: Date.parse("2026-11-27T06:45:33.123Z"),
      host: "shop",
    });
  });

  test("is read though a text without quotes contains what separates it from the next", () => {
    const directive = "$http_user_agent $body_bytes_sent $request_time $status $request";
    const line = "Mozilla/5.0 (X11; 4 0.5 x86) 612 0.029 200 GET /users/7 HTTP/1.1";
    expect(read(directive, line)).toEqual({
      ...ENTRY,
      target: "/users/7",
      time: Number.NaN,
    });
  });

  test("may have variables with nothing between them", () => {
    const directive = "$status$request_time$request_method $host$request_uri";
    expect(read(directive, "2000.029GET shop/users/7")).toMatchObject({ status: 200, ms: 29 });
  });

  test("with $uri alone is read as the encoded path", () => {
    const directive = "$request_method $uri|$status $request_time";
    expect(read(directive, "GET /a b%?\\x22/é|200 0.029")?.target).toBe(
      "/a%20b%25%3F%22/%EF%BF%BD",
    );
  });

  test("prefers the request's own time to the upstream's, and adds the times of all tries", () => {
    const request = '"$request" $status $upstream_response_time';
    const line = '"GET / HTTP/1.1" 200 0.101, 0.022 : 0.030';
    expect(read(`${request} $request_time`, `${line} 0.200`)?.ms).toBe(200);
    expect(read(request, line)?.ms).toBeCloseTo(153, 9);
    expect(read(request, '"GET / HTTP/1.1" 502 -')?.ms).toBeNaN();
  });

  test.each([
    [
      "$remote_addr [$time_local]",
      ["$request", "$status", "$request_time or $upstream_response_time"],
    ],
    ['"$request" $status', ["$request_time or $upstream_response_time"]],
    ["$request_uri $request_time $status", ["$request_method"]],
  ])("%s lacks %j", (directive, missing) => {
    expect(compileLogFormat("test", directive).missing).toEqual(missing);
  });
});

describe("lines", () => {
  test.each([
    ["\\x16\\x03\\x01\\x02\\x00", ""],
    ["", ""],
    ["-", ""],
    ["GET /users/7", ""],
    ["GET /users/a b HTTP/1.1", "/users/a b"],
    ["GET /users/\\xC3\\xA9 HTTP/1.1", "/users/Ã©"],
  ])("with the request %j have the target %j", (request, target) => {
    expect(read('"$request" $status $request_time', `"${request}" 400 0.000`)?.target).toBe(target);
  });

  test.each([
    "",
    "x",
    LINE.slice(0, -3),
    `${LINE} `,
    LINE.replace("200", "2x0"),
    LINE.replace("Nov", "Nix"),
  ])("%j are broken", (line) => {
    const directive =
      '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';
    expect(read(directive, line)).toEqual(
      line === LINE.slice(0, -3) ? expect.anything() : undefined,
    );
  });
});

/** A variable of a log_format with a text that it may have. */
const variable = fc.oneof(
  fc.constantFrom("status").map((name) => ({ name, text: "200" })),
  fc.nat(100_000).map((ms) => ({ name: "request_time", text: (ms / 1000).toFixed(3) })),
  fc
    .constantFrom("GET /users/7 HTTP/1.1", "POST /a%20b?c=\\x22 HTTP/2.0")
    .map((text) => ({ name: "request", text })),
  fc.nat(4e9).map((seconds) => ({ name: "msec", text: `${seconds}.123` })),
  fc.constantFrom("shop.example", "-").map((text) => ({ name: "host", text })),
  fc.record({
    name: fc.constantFrom("http_user_agent", "http_referer"),
    text: fc.stringMatching(/^[ -!#-[\]-~]{0,30}$/),
  }),
  fc.nat(1e6).map((bytes) => ({ name: "body_bytes_sent", text: String(bytes) })),
);

test("any log_format with quotes around its texts gives back what was logged", () => {
  const fields = fc
    .uniqueArray(variable, { selector: ({ name }) => name, minLength: 3, maxLength: 7 })
    .filter((all) =>
      ["status", "request_time", "request"].every((name) => all.some((one) => one.name === name)),
    );
  const separator = fc.constantFrom(" ", " - ", "|", "\t", " rt=", "] [");
  fc.assert(
    fc.property(fields, separator, fc.boolean(), (all, between, single) => {
      const isText = (name: string) =>
        ["http_user_agent", "http_referer", "request"].includes(name);
      const wrap = (name: string, text: string) => (isText(name) ? `"${text}"` : text);
      const format = all.map(({ name }) => wrap(name, `$${name}`)).join(between);
      const line = all.map(({ name, text }) => wrap(name, text)).join(between);
      const textOf = (name: string) => all.find((one) => one.name === name)?.text ?? "";
      const entry = read(single ? `log_format any '${format}';` : format, line);
      expect(entry?.status).toBe(200);
      expect(entry?.ms).toBe(Math.round(Number(textOf("request_time")) * 1000));
      expect(`${entry?.method} ${entry?.target}`).toBe(
        textOf("request")
          .replace(/ HTTP.*/, "")
          .replace("\\x22", '"'),
      );
      expect(entry?.host).toBe(textOf("host") === "-" ? "" : textOf("host"));
    }),
    { seed: 1, numRuns: 2000 },
  );
});
