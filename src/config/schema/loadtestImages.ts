import { LOCUST_VERSION } from "../../locustVersion.ts";
import { image } from "../values/formats.ts";
import { list, mapping, plain, text } from "../values/kinds.ts";
import type { Section } from "../values/setting.ts";
import { BUILD } from "./image.ts";
import { registry } from "./registry.ts";

export const LOCUST_IMAGE = {
  image: {
    type: image,
    otherwise: "one is built",
    meaning: "A ready image with Locust, best by its digest. Then none is built.",
    example: "registry.example.com/locust:1",
  },
  base: {
    type: image,
    default: "python:3.13-slim",
    meaning: "What the image is built from: any image with Python 3.10 or newer, or with apt-get.",
  },
  version: {
    type: text('a version of Locust such as "2.47.0"', /^\d+\.\d+\.\d+([a-z0-9.]+)?$/),
    default: LOCUST_VERSION,
    meaning: "Version of Locust.",
  },
  packages: {
    type: list(plain(text(), "a requirement"), 'a list of requirements such as ["faker==37.0.0"]'),
    default: [],
    meaning: "Python packages that the scripts need, as pip writes them.",
    example: ["faker==37.0.0"],
  },
} satisfies Section;

export const JOBS_IMAGE = {
  image: {
    type: image,
    otherwise: "one is built",
    meaning: "A ready image with Node 20 or newer, best by its digest. Then none is built.",
    example: "node:24-slim",
  },
  base: {
    type: image,
    default: "node:24-slim",
    meaning: "What the image is built from: any image with Node 20 or newer.",
  },
} satisfies Section;

export const IMAGES = {
  registry: {
    type: registry,
    otherwise: "that of `defaults`, else `ecr` with `aws`, else `none`",
    meaning: "Where built images are pushed.",
    example: "registry.example.com/loadtest",
  },
  locust: { type: mapping(LOCUST_IMAGE), meaning: "Image of master and workers." },
  jobs: { type: mapping(JOBS_IMAGE), meaning: "Image of the CronJobs and of the reporter." },
  platforms: {
    ...BUILD.platforms,
    otherwise: "`[linux/amd64]`, or `build.platforms` of `defaults`",
    example: ["linux/amd64", "linux/arm64"],
  },
  builder: {
    ...BUILD.builder,
    otherwise: "`build.builder` of `defaults`, else Docker's current one",
  },
} satisfies Section;
