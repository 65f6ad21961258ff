import { describe, expect, it } from "vitest";
import { loginsFor, readLogins } from "../../src/registry/logins.ts";
import { imageName, parseReference } from "../../src/registry/reference.ts";

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const auth = Buffer.from("ann:se:cret").toString("base64");

describe("pull secrets", () => {
  it.each([
    [".dockerconfigjson", { auths: { "https://index.docker.io/v1/": { auth } } }],
    [".dockercfg", { "docker.io": { auth } }],
  ])("%s are read", (key, config) => {
    expect(readLogins({ data: { [key]: base64(config) } })).toEqual([
      { place: "registry-1.docker.io", username: "ann", password: "se:cret" },
    ]);
  });

  it("with name and password beside each other are read too", () => {
    const entry = { username: "ann", password: "secret" };
    const config = {
      auths: {
        "registry.example.com:5000/team": entry,
        "broken.example.com": {},
        "odd.example.com": { auth: [[]] },
      },
    };
    expect(readLogins({ data: { ".dockerconfigjson": base64(config) } })).toEqual([
      { place: "registry.example.com:5000/team", ...entry },
    ]);
  });

  it.each([[{}], [{ data: { ".dockerconfigjson": "bm8ganNvbg==" } }], [{ data: { x: "" } }]])(
    "%j holds none",
    (secret) => {
      expect(readLogins(secret)).toEqual([]);
    },
  );
});

it.each([
  [
    "registry.example.com/team/payments:1",
    ["registry.example.com/team", "registry.example.com", "*.example.com"],
  ],
  ["registry.example.com/teams/payments:1", ["registry.example.com", "*.example.com"]],
  ["a.registry.example.com/team/payments:1", []],
  ["node:24", ["registry-1.docker.io"]],
])("%s is asked for with the logins of %j", (image, places) => {
  const all = [
    "*.example.com",
    "registry.example.com",
    "registry.example.com/team",
    "registry-1.docker.io",
  ];
  const logins = all.map((place) => ({ place, username: "", password: "" }));
  expect(loginsFor(logins, parseReference(image)).map(({ place }) => place)).toEqual(places);
});

it.each([
  ["node", { host: "registry-1.docker.io", repository: "library/node", version: "latest" }],
  ["acme/app:1", { host: "registry-1.docker.io", repository: "acme/app", version: "1" }],
  ["localhost:5000/app:1", { host: "localhost:5000", repository: "app", version: "1" }],
  ["ghcr.io/a/b/c:1@sha256:00", { host: "ghcr.io", repository: "a/b/c", version: "sha256:00" }],
])("%s is at %j", (text, place) => {
  expect(parseReference(text)).toEqual(place);
});

it.each([
  ["localhost:5000/app", "localhost:5000/app"],
  ["localhost:5000/app:1@sha256:00", "localhost:5000/app"],
])("the name of %s is %s", (text, name) => {
  expect(imageName(text)).toBe(name);
});
