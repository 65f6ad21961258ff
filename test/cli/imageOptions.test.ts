import { expect, test } from "vitest";
import { parseImages } from "../../cli/imageOptions.ts";
import { UserError } from "../../src/problem.ts";
import { CONFIG } from "../emit/fixture.ts";

const services = [
  CONFIG,
  { ...CONFIG, name: "orders", delivery: "configMap" as const },
  { ...CONFIG, name: "users", image: "registry.example.com/users:1" },
];

test("an image is given by its service's name", () => {
  const image = "localhost:5000/payments:1@sha256:0a=";
  expect(parseImages([`payments=${image}`], services)).toEqual(new Map([["payments", image]]));
});

test("every option that means nothing is said", () => {
  expect(() =>
    parseImages(["payments", "=a", "paymets=a", "orders=a", "users=a"], services),
  ).toThrow(
    new UserError([
      { where: "--image", what: 'expected <service>=<image>, received "payments"' },
      { where: "--image", what: 'expected <service>=<image>, received "=a"' },
      {
        where: "--image paymets",
        what: "no such service in the stack",
        fix: 'Did you mean "payments"?',
      },
      {
        where: "--image orders",
        what: "the service has no image of its own: it is delivered by configMap",
      },
      {
        where: "--image users",
        what: "the stack names its image already: registry.example.com/users:1",
      },
    ]),
  );
});
