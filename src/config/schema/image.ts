import { image } from "../values/formats.ts";
import { boolean, list, mapping, noneOr, oneOf, text } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";
import { registry } from "./registry.ts";

export const BUILD = {
  base: {
    type: image,
    default: "node:24-slim",
    meaning:
      "Docker's official image of Node 24 (Debian or Alpine), or one made from it: node is at `/usr/local/bin`. Prism has an image of its own.",
  },
  platforms: {
    type: list(oneOf("linux/amd64", "linux/arm64"), "a list such as [linux/amd64]", {
      nonEmpty: true,
    }),
    default: ["linux/amd64"],
    meaning: "`linux/amd64`, `linux/arm64` or both.",
  },
  builder: {
    type: mapping({
      name: {
        type: text(),
        otherwise: "Docker's current one",
        meaning: "Name of the Buildx builder.",
        example: "default",
      },
      exec: {
        type: boolean,
        otherwise: "`false`",
        example: true,
        meaning:
          "`true`: Docker's own `buildx` builds, instead of the client built into Pulumi's provider.",
      },
    } satisfies Section),
    otherwise: "Docker's current one",
    meaning: "Buildx builder.",
  },
} satisfies Section;

export const TAGS = {
  environment: { type: text(), default: "stg", meaning: "Value of the tag CostEnv." },
  service: {
    type: text(),
    otherwise: "the service's name",
    meaning: "Value of the tag CostService.",
    example: "checkout",
  },
} satisfies Section;

export const IMAGE = {
  registry: {
    type: registry,
    otherwise: "`ecr` with `aws`, else `none`",
    meaning:
      "Where the image is pushed. `ecr`: to a repository that is made. Text: to any registry, by its address without scheme and tag.",
    example: "registry.example.com/mocks",
  },
  image: {
    type: image,
    otherwise: "one is built",
    meaning:
      "A ready image of the mock, best by its digest. Then none is built, and no registry is needed.",
    example: "registry.example.com/mocks/payments:1",
  },
  build: { type: mapping(BUILD), meaning: "How the image is built." },
  tags: { type: noneOr(TAGS), meaning: "Tags of the ECR repository." },
} satisfies Section;
