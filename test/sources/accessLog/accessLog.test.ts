import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { envoyLine, filesOf, questionOf, readLines, sourceOf } from "./fixture.ts";

describe("requests", () => {
  test("are listed under the key of the route that serves them", async () => {
    const { names } = await readLines([
      envoyLine({ request: "GET /users/7?full=1 HTTP/1.1" }),
      envoyLine({ request: "GET /v1/users/8 HTTP/1.1" }),
      envoyLine({ request: "GET /users/%37/../9 HTTP/1.1" }),
      envoyLine({ request: "GET /users/me HTTP/1.1" }),
      envoyLine({ request: "GET http://users.shop/users/7?x=http://a HTTP/1.1" }),
      envoyLine({ request: "HEAD /users/7 HTTP/1.1" }),
      envoyLine({ request: "GET /files/a.b.pdf HTTP/1.1" }),
    ]);
    expect(names).toEqual([
      { name: "GET /users/{id}", requests: 5, apart: {} },
      { name: "GET /files/{name}.{ext}", requests: 1, apart: {} },
      { name: "GET /users/me", requests: 1, apart: {} },
    ]);
  });

  test("that no operation explains are listed with their values generalized", async () => {
    const { names } = await readLines([
      envoyLine({ request: "OPTIONS /users/7 HTTP/1.1" }),
      envoyLine({ request: "GET /old/17/x HTTP/1.1" }),
      envoyLine({ request: "GET /old/18/x?y=1 HTTP/1.1" }),
      envoyLine({ request: "GET /old/9c1185a5-c5e9-4f2b-9d5b-8f6f5b3b3c0e/x HTTP/1.1" }),
      envoyLine({ request: "CONNECT users:443 HTTP/1.1" }),
      envoyLine({ request: "OPTIONS * HTTP/1.1" }),
      envoyLine({ request: "POST /shop.Users/Get HTTP/2" }),
    ]);
    expect(names.map(({ name, requests }) => `${requests} ${name}`)).toEqual([
      "3 GET /old/{id}/x",
      "1 CONNECT *",
      "1 OPTIONS *",
      "1 OPTIONS /users/{id}",
      "1 POST /shop.Users/Get",
    ]);
  });

  test("of other statuses, upgrades, and those without an answer are counted apart", async () => {
    const statuses = [200, 304, 404, 404, 504, 101, 0];
    const { names } = await readLines(statuses.map((status) => envoyLine({ status })));
    expect(names).toEqual([
      {
        name: "GET /users/{id}",
        requests: 2,
        apart: { 404: 2, 504: 1, 101: 1, "no answer": 1 },
      },
    ]);
  });

  test("of connections are left out, with their number", async () => {
    const { names, notes } = await readLines([
      envoyLine(),
      envoyLine({ request: "- - -", status: 0 }),
    ]);
    expect(names).toEqual([{ name: "GET /users/{id}", requests: 1, apart: {} }]);
    expect(notes).toContain("Left out: 1 line about no request of HTTP.");
  });
});

describe("names that no operation explains", () => {
  test("are bounded: the rarer ones are one sum", async () => {
    const frequent = Array.from({ length: 50 }, () => envoyLine({ request: "GET /hot HTTP/1.1" }));
    const letters = (i: number) =>
      i.toString(26).replaceAll(/\d/g, (d) => "qrstuvwxyz"[Number(d)] ?? "");
    const rare = Array.from({ length: 3_000 }, (_, i) =>
      envoyLine({ request: `GET /rare-${letters(i)} HTTP/1.1` }),
    );
    const { names } = await readLines([...frequent, ...rare]);
    expect(names.length).toBeLessThanOrEqual(1_001);
    expect(names.find(({ name }) => name === "GET /hot")?.requests).toBe(50);
    expect(names.reduce((sum, { requests }) => sum + requests, 0)).toBe(3_050);
    expect(names[0]?.name).toBe("(rarer paths)");
  });
});

describe("quantiles", () => {
  const lines = [10, 20, 30, 40].map((ms) => envoyLine({ ms }));
  const other = [1000, 2000].map((ms) => envoyLine({ ms, request: "GET /users/me HTTP/1.1" }));

  test("are of all requests of the names together, with the bounds of the rounding", async () => {
    const source = sourceOf({ files: filesOf({ log: [...lines, ...other].join("\n") }) });
    const question = questionOf({ quantiles: [0.5, 0.75, 1] });
    await source.list(question);
    expect(
      await source.measure(question, [["GET /users/{id}"], ["GET /users/{id}", "GET /users/me"]]),
    ).toEqual([
      {
        requests: 4,
        quantiles: [
          { p: 0.5, ms: 20, bounds: { from: 20, to: 21 } },
          { p: 0.75, ms: 30, bounds: { from: 30, to: 31 } },
          { p: 1, ms: 40, bounds: { from: 40, to: 41 } },
        ],
      },
      {
        requests: 6,
        quantiles: [
          { p: 0.5, ms: 30, bounds: { from: 30, to: 31 } },
          { p: 0.75, ms: 1000 },
          { p: 1, ms: 2000 },
        ],
      },
    ]);
  });
});

describe("inputs", () => {
  const one = `${envoyLine()}\r\n`;

  test("are files, gzip with several members, and standard input, whatever their names are", async () => {
    const members = Buffer.concat([gzipSync(one.repeat(2)), gzipSync(one.repeat(3))]);
    const files = filesOf({ "access.log": one, "access.log.1": members });
    const stdin = Readable.from([gzipSync(one.repeat(10))]);
    const listing = await sourceOf({ files: [...files, "-"], stdin }).list(questionOf());
    expect(listing.names).toEqual([{ name: "GET /users/{id}", requests: 16, apart: {} }]);
    expect(listing.query).toBe(`${files.join(" ")} -`);
  });

  test("may be a folder, whose files are all read", async () => {
    const [file = ""] = filesOf({ "a.log": one, "b.log": one.repeat(2) });
    const folder = file.replace(/\/a\.log$/, "");
    const { names } = await sourceOf({ files: [folder] }).list(questionOf());
    expect(names[0]?.requests).toBe(3);
  });

  test("that do not exist are all named", () => {
    expect(() => sourceOf({ files: ["no.log", "neither.log"] })).toThrow(
      /no\.log: there is no such file\.[\s\S]*neither\.log: there is no such file\./,
    );
  });

  test("of which a compressed one ends early, or is damaged, name it", async () => {
    const whole = gzipSync(one.repeat(1000));
    const [short = "", damaged = ""] = filesOf({
      "short.gz": whole.subarray(0, whole.length - 20),
      "damaged.gz": Buffer.concat([whole.subarray(0, 20), Buffer.alloc(200, 255)]),
    });
    await expect(sourceOf({ files: [short] }).list(questionOf())).rejects.toThrow(
      `${short}: the compressed data end before they are complete.\n  Copy it again, or wait until it is written.`,
    );
    await expect(sourceOf({ files: [damaged] }).list(questionOf())).rejects.toThrow(
      `${damaged}: the compressed data are damaged.`,
    );
  });

  test("are refused if they are empty", async () => {
    const [empty = ""] = filesOf({ "empty.log": "\n\n" });
    await expect(sourceOf({ files: [empty] }).list(questionOf())).rejects.toThrow(
      `${empty}: there is no line in it.`,
    );
  });

  test("from standard input are read once, for one service", async () => {
    const source = sourceOf({ files: ["-"], stdin: Readable.from([Buffer.from(one)]) });
    await source.list(questionOf());
    await expect(source.list(questionOf({ service: "orders" }))).rejects.toThrow(
      "standard input: can be read only once, and another service's latencies have been read from it.\n" +
        "  Name one service, with --service.",
    );
  });

  test("may have a line of any length: it is broken, and the next one counts", async () => {
    const { names, notes } = await readLines([
      envoyLine(),
      "x".repeat(3_000_000),
      envoyLine(),
      envoyLine(),
    ]);
    expect(names[0]?.requests).toBe(3);
    expect(notes.at(-1)).toBe(
      `Left out: 1 of 4 lines in another format, such as\n  access.log:2: ${"x".repeat(99)}…`,
    );
  });
});

describe("broken lines", () => {
  test("are counted, and the first three are shown without what a terminal would obey", async () => {
    const broken = ["\x1b[31mred\x07", "b", "c", "d"];
    const { names, notes } = await readLines([
      ...broken,
      ...Array.from({ length: 5 }, () => envoyLine()),
    ]);
    expect(names[0]?.requests).toBe(5);
    expect(notes.at(-1)).toBe(
      "Left out: 4 of 9 lines in another format, such as\n" +
        "  access.log:1: \\x1b[31mred\\x07\n  access.log:2: b\n  access.log:3: c",
    );
  });

  test("that are more than nine in ten mean that the log has another format", async () => {
    const lines = Array.from({ length: 10 }, (_, i) => `line ${i}`);
    const few = [...lines.slice(1), envoyLine()];
    expect((await readLines(few, { format: "envoy" })).names[0]?.requests).toBe(1);
    await expect(readLines([...lines, envoyLine()], { format: "envoy" })).rejects.toThrow(
      /access\.log: expected Envoy's default text, but 10 of the first 11 lines have another format\.\n {2}Correct --format, or leave it out\. The first of these lines:\n {4}.*access\.log:1: line 0\n {4}.*access\.log:2: line 1\n {4}.*access\.log:3: line 2$/,
    );
  });

  test("before the first request do not hide the format", async () => {
    const startup = Array.from({ length: 300 }, (_, i) => `2026-11-27T10:00:00Z info ${i}`);
    const { names, notes } = await readLines([
      ...startup,
      ...Array.from({ length: 50 }, () => envoyLine()),
    ]);
    expect(names[0]?.requests).toBe(50);
    expect(notes[0]).toBe("The format is Envoy's default text, guessed from the first lines.");
  });
});

describe("the window", () => {
  const at = (time: string) => envoyLine({ time });
  const lines = [
    at("2026-11-25T23:59:59.999Z"),
    at("2026-11-26T00:00:00.000Z"),
    at("2026-11-26T12:00:00.000Z"),
    at("2026-11-27T00:00:00.000Z"),
  ];
  const window = { from: new Date("2026-11-26T00:00:00Z"), to: new Date("2026-11-27T00:00:00Z") };

  test("has its beginning, but not its end, and says what it covers", async () => {
    const { names, notes, covers } = await readLines(lines, {}, window);
    expect(names[0]?.requests).toBe(2);
    expect(notes).toContain("Left out: 2 requests outside the window.");
    expect(covers).toEqual(window);
  });

  test("is the time of the first and the last line, if it is the whole log", async () => {
    const { covers } = await readLines(lines);
    expect(covers).toEqual({
      from: new Date("2026-11-25T23:59:59.999Z"),
      to: new Date("2026-11-27T00:00:00.000Z"),
    });
  });

  test("may be limited to hours of the day in a zone", async () => {
    const hours = { from: 9, to: 21, zone: "Asia/Tokyo" };
    const { names } = await readLines(lines, {}, { hours });
    // 08:59:59, 09:00, 21:00 and 09:00 in Tokyo
    expect(names[0]?.requests).toBe(2);
  });

  test("names the log's own time if it is empty", async () => {
    const later = { from: new Date("2027-01-01T00:00:00Z"), to: new Date("2027-01-08T00:00:00Z") };
    await expect(readLines(lines, {}, later)).rejects.toThrow(
      "no request is in the window, 2027-01-01T00:00:00Z to 2027-01-08T00:00:00Z; " +
        "the log is from 2026-11-25T23:59:59Z to 2026-11-27T00:00:00Z.\n" +
        "  Leave out --window: then the whole log counts.",
    );
  });

  test("that is the hours of a whole log is named by them alone", async () => {
    const hours = { from: 1, to: 2, zone: "UTC" };
    const everything = { from: new Date(0), to: new Date(8.64e15) };
    await expect(readLines([envoyLine()], {}, { ...everything, hours })).rejects.toThrow(
      "no request is between 1 and 2 o'clock in UTC; the log is from 2026-11-27T10:00:00Z to 2026-11-27T10:00:00Z.\n  Change --hours.",
    );
  });

  test("cannot be applied to lines without a time", async () => {
    const timeless = ['"GET /users/7 HTTP/1.1" 200 0.029'];
    const format = '"$request" $status $request_time';
    const { names, notes } = await readLines(timeless, { format });
    expect(names[0]?.requests).toBe(1);
    expect(notes).toContain("The lines have no time, so all of them count.");
    const hours = { from: 9, to: 21, zone: "Asia/Tokyo" };
    await expect(readLines(timeless, { format }, { hours })).rejects.toThrow(
      "the lines have no time, so --hours can't be applied.\n  Leave out --hours, or add the time to the log's format.",
    );
    await expect(readLines(timeless, { format }, window)).rejects.toThrow(
      "the lines have no time, so --window can't be applied.",
    );
  });
});
