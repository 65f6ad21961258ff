import fc from "fast-check";

const service = fc.constantFrom("payments.shop", "users.shop", "a-b.c", "a.b-c", "0.0");
const target = fc.oneof(
  service,
  fc.constantFrom("payments-pr-12.shop", `${"a".repeat(63)}.b`, `${"a".repeat(64)}.b`),
);
const key = fc.oneof(
  fc.stringMatching(/^[a-z0-9-]{1,40}$/),
  fc.constantFrom("pr-12", "pr-34", "a".repeat(41), "-", "PR-1", "pr_1", "pr-1.pr-2", "pr 1"),
);
/** Texts that must become neither headers nor values of headers. */
const hostile = fc.constantFrom(
  "",
  ".",
  "=",
  "==",
  "shop",
  "payments.shop=",
  "payments.shop=x",
  "=payments.shop",
  "a.b=c.d=e.f",
  "payments.shop=payments-pr-12.shop\r\nx-admin: 1",
  "pr-12\r\nx-admin: 1",
  "pr-12\n",
  "pr-12\0",
  "Payments.shop",
  "-a.b",
  "a-.b",
  "a..b",
  "a.b.c",
  "{}",
  '"',
  "\\",
  "é.ü",
  "__proto__",
);
const pair = fc.tuple(service, target).map(([from, to]) => `${from}=${to}`);
const text = fc.oneof(pair, key, hostile, fc.string({ unit: "binary", maxLength: 12 }));
const other = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const claim = fc.oneof(
  text,
  fc.array(fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: other }), {
    maxLength: 8,
  }),
  fc.dictionary(
    fc.oneof(service, hostile),
    fc.oneof({ weight: 4, arbitrary: fc.oneof(target, hostile) }, { weight: 1, arbitrary: other }),
    { maxKeys: 8 },
  ),
  fc
    .array(fc.integer({ min: 0, max: 99 }), { minLength: 62, maxLength: 67 })
    .map((numbers) => numbers.map((number) => `pr-${number}`)),
  other,
);

/** A token's payload as JSON text, in all notations that JSON allows. */
const payload = fc
  .tuple(
    fc.dictionary(fc.constantFrom("iss", "sub", "exp", "__proto__", "service_router"), other),
    fc.option(claim, { freq: 8 }),
    fc.constantFrom(undefined, 1, "\t", "\r\n"),
    fc.constantFrom("none", "all", "name"),
  )
  .map(([rest, claimed, space, escapes]) => {
    const token = claimed === null ? rest : { ...rest, service_routers: claimed };
    const written = JSON.stringify(token, undefined, space);
    if (escapes === "name") return written.replace("service_r", "service\\u005fr");
    if (escapes === "none") return written;
    return written.replaceAll(/[a-z.=](?=[^"\\]*")/g, (character) => {
      return character === "=" || character === "." ? escaped(character) : character;
    });
  });

/** JSON that is cut off or has one wrong part, and JSON with duplicate names. */
const broken = fc.oneof(
  fc
    .tuple(
      payload,
      fc.nat(),
      fc.constantFrom("", "{", "}", ",", '"', "\\", "0", "-", ".", "e", " ", "\x01", "\xff"),
    )
    .map(([written, at, mark]) => {
      const place = at % written.length;
      return written.slice(0, place) + mark + written.slice(place + 1);
    }),
  fc.constantFrom(
    '{"service_routers":"pr-1","service_routers":["pr-2"]}',
    '{"service_routers":{"a.b":"x.y","c.d":"x.y","a.b":"z.z"}}',
    '{"service_routers":{"a-b.c":"x.y","a.b-c":"z.z"}}',
    '{"a":01,"service_routers":"pr-1"}',
    '{"a":-,"service_routers":"pr-1"}',
    '{"a":1.,"service_routers":"pr-1"}',
    '{"a":1e5,"b":-0.5E-3,"service_routers":"pr-1"}',
    '{"a":tru,"service_routers":"pr-1"}',
    '{"service_routers":"pr-1",}',
    '{"service_routers":["pr-1",]}',
    '{"service_routers":"pr-1"} {}',
    '"service_routers"',
    '["service_routers"]',
    `{"a":${"[".repeat(15)}${"]".repeat(15)},"service_routers":"pr-1"}`,
    `{"a":${"[".repeat(16)}${"]".repeat(16)},"service_routers":"pr-1"}`,
    `{"a":${"[".repeat(2_000)}${"]".repeat(2_000)},"service_routers":"pr-1"}`,
    '{"service_routers":"pr-\\u0031"}',
    '{"service_routers":"pr-1\\u00e9"}',
    '{"service_routers":"pr-\\u31"}',
    '{"service_routers":"pr-\\x31"}',
  ),
);

/** An Authorization header: mostly a token of the right form. */
export const authorizations = fc.oneof(
  { weight: 10, arbitrary: fc.oneof(payload, broken).map((json) => bearer(json)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom("bearer ", "Bearer", "Bearer  ", "Basic ", "", "Bearer a.b, Bearer "),
        fc.constantFrom(".", "..", "", "!"),
      )
      .map(([scheme, end]) => `${scheme}${bearer('{"service_routers":"pr-1"}').slice(7)}${end}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 6_060, max: 6_120 })
      .map((length) => bearer(`{"service_routers":"pr-1","a":"${"x".repeat(length)}"}`)),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^Bearer a\.[\w-]{1,9}\.b$/) },
);

/** A token with that payload, whose octets are those of `latin1`. Nothing here verifies its signature. */
export function bearer(json: string): string {
  return `Bearer e30.${Buffer.from(json, "latin1").toString("base64url")}.c2ln`;
}

function escaped(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`;
}
