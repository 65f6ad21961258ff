import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseJsonFields } from "../../../../src/sources/accessLog/formats/jsonFields.ts";
import {
  type JsonFields,
  jsonReader,
} from "../../../../src/sources/accessLog/formats/jsonLines.ts";
import { emptyEntry } from "../../../../src/sources/accessLog/formats/logFormat.ts";
import { jsonScanner } from "../../../../src/sources/accessLog/formats/scanJson.ts";

function read(line: string, fields: JsonFields = {}) {
  const choice = chooseJsonFields(fields, [line]);
  if (choice.missing !== undefined) throw new Error(`missing: ${choice.missing.join()}`);
  const entry = emptyEntry();
  return choice.format.read(line, entry) ? entry : undefined;
}

const ISTIO = {
  authority: "httpbin:8000",
  bytes_received: 0,
  connection_termination_details: null,
  duration: 4,
  method: "GET",
  path: "/status/418?x=1",
  requested_server_name: "outbound_.8000_._.httpbin.foo.svc.cluster.local",
  response_code: 418,
  response_flags: "-",
  start_time: "2020-11-25T21:26:18.409Z",
  upstream_cluster: "inbound|8000||",
};

describe("a line with usual names is read", () => {
  test("of Istio's JSON", () => {
    expect(read(JSON.stringify(ISTIO))).toEqual({
      method: "GET",
      target: "/status/418?x=1",
      host: "httpbin:8000",
      upstream: "inbound|8000||",
      serverName: "outbound_.8000_._.httpbin.foo.svc.cluster.local",
      status: 418,
      ms: 4,
      time: Date.parse("2020-11-25T21:26:18.409Z"),
    });
  });

  test("of Istio's JSON about a TCP connection", () => {
    const tcp = { ...ISTIO, method: null, path: null, response_code: 0, authority: null };
    expect(read(JSON.stringify(tcp))).toMatchObject({
      method: "",
      target: "",
      host: "",
      status: 0,
    });
  });

  test("of NGINX's variables, though its escapes are not JSON's", () => {
    const line = String.raw`{"time_local":"27/Nov/2026:06:45:33 +0000","request":"GET /a\x22b HTTP/1.1","status":"200","request_time":"0.029"}`;
    expect(read(line)).toMatchObject({ method: "GET", target: '/a"b', status: 200, ms: 29 });
  });

  test("of a mock's request log", () => {
    const line =
      '{"time":"2026-11-27T06:45:33.000Z","event":"request","service":"users","method":"GET","target":"/users/7","status":200,"route":"GET /users/{id}","ms":20.3,"delay":20}';
    expect(read(line)).toMatchObject({ target: "/users/7", host: "users", status: 200, ms: 20.3 });
  });
});

describe("a field that is named", () => {
  const line = (duration: unknown) =>
    JSON.stringify({ m: "GET", http: { url: "/a" }, "a.b": 200, took: duration });
  const fields: JsonFields = {
    method: { name: "m" },
    path: { name: "http.url" },
    status: { name: "a.b" },
  };

  test.each([
    [29, "ms", 29],
    ["29", "ms", 29],
    [0.029, "s", 29],
    [29_000, "us", 29],
    [29_000_000, "ns", 29],
    [1e-5, "s", 0.01],
    ["29ms", undefined, 29],
    ["1.5s", undefined, 1500],
    ["1.5s", "ms", 1500],
    [29, undefined, Number.NaN],
    [-1, "ms", Number.NaN],
    [null, "ms", Number.NaN],
  ] as const)("gives the duration %j with the unit %s as %d ms", (duration, unit, ms) => {
    const took = unit === undefined ? { name: "took" } : { name: "took", unit };
    expect(read(line(duration), { ...fields, duration: took })).toEqual({
      ...emptyEntry(),
      method: "GET",
      target: "/a",
      status: 200,
      ms,
    });
  });
});

test("fields without a known name are missing, with the names that are there", () => {
  expect(chooseJsonFields({}, ['{"verb":"GET","latency":3,"status":200}'])).toEqual({
    missing: ["method", "path", "duration"],
    present: ["verb", "latency", "status"],
  });
});

describe("the fast reading of a line", () => {
  const key = fc.constantFrom("a", "b", "path", "duration", 'q"', "é", "\\");
  const value = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom('","a":"x', '{"a":1}', "\\", "\\\\", 'x\\","b":2', "a\nb", "😀", null),
    fc.nat(),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  );
  const object = fc.dictionary(key, value, { maxKeys: 7 });

  test("gives what JSON.parse gives, or nothing", () => {
    let fast = 0;
    const names = ["duration", "a", "path", "é"];
    const scan = jsonScanner(names);
    const parse = jsonReader(names);
    fc.assert(
      fc.property(object, fc.constantFrom(0, 1), (content, indent) => {
        const text = JSON.stringify(content, null, indent).replaceAll("\n", "");
        const line = Buffer.from(text).toString("latin1");
        const scanned = scan(line);
        if (scanned === undefined) return;
        fast++;
        expect(scanned).toEqual(parse(line));
      }),
      { seed: 1, numRuns: 3000 },
    );
    expect(fast).toBeGreaterThan(1000);
  });

  test.each(["", "{", "x", '{"a":{"b":1}}', '{"a":true}', '{"a":1} ', '{"a":"x}', '{"a":[1]}'])(
    "leaves %j to JSON.parse",
    (line) => {
      expect(jsonScanner(["a"])(line)).toBeUndefined();
    },
  );
});
