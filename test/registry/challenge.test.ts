import { expect, it } from "vitest";
import { readChallenge } from "../../src/registry/challenge.ts";

it.each([
  ['Basic realm="Registry"', { scheme: "basic" }],
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
    {
      scheme: "bearer",
      realm: "https://auth.docker.io/token",
      service: "registry.docker.io",
      scope: "repository:a/b:pull,push",
    },
  ],
  [
    "bearer Realm=https://a.example/t, service=b",
    { scheme: "bearer", realm: "https://a.example/t", service: "b" },
  ],
  ['Bearer realm="no address"', undefined],
  ["Negotiate", undefined],
  ["", undefined],
])("%s is read as %j", (header, challenge) => {
  expect(readChallenge(header)).toEqual(challenge);
});
