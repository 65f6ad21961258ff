import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LOCUST_VERSION } from "../../src/locustVersion.ts";
import { runHere as run } from "./inProcess.ts";
import { documentOf, folderOf } from "./project.ts";

const DEFAULTS = "{ registry: registry.example.com/mocks, istio: none }";
const COMMAND = [
  "docker buildx build --push --network=none --platform=linux/amd64 --build-arg=BASE=node:24-slim",
  "--build-arg=SOURCE_DATE_EPOCH=0 --label=org.opencontainers.image.title=payments-prism-mock",
  "--label=dev.understudy.stack=test --metadata-file=.understudy/test/payments.json",
  "--tag=registry.example.com/mocks/payments-prism-mock:test .understudy/test/payments",
].join(" ");

test("a context is written for each image, and the command that builds and pushes it printed", async () => {
  const folder = project(
    DEFAULTS,
    "payments",
    "{ name: users, spec: a.yaml, delivery: configMap }",
  );
  const image = run(folder, "image", "--stack", "test");
  expect(await image.ended).toBe(0);
  expect(image.stdout).toBe(`${COMMAND}\n`);
  const files = readdirSync(join(folder, ".understudy/test"), { recursive: true });
  expect(
    files
      .map(String)
      .filter((file) => /\.|file$/.test(file))
      .sort(),
  ).toEqual(["payments/Dockerfile", "payments/engine/server.mjs", "payments/mock/mock.json.gz"]);
});

test("JSON names the file of the digest, and the repository", async () => {
  const image = run(project(DEFAULTS, "payments"), "image", "--stack", "test", "--json");
  expect(await image.ended).toBe(0);
  expect(JSON.parse(image.stdout)).toEqual({
    stack: "test",
    images: [
      {
        service: "payments",
        repository: "registry.example.com/mocks/payments-prism-mock",
        context: ".understudy/test/payments",
        metadata: ".understudy/test/payments.json",
        command: COMMAND.split(" "),
      },
    ],
  });
});

test("at ECR the address is made of account and region", async () => {
  const folder = project(
    "{ istio: none }\n  understudy:aws: { region: eu-west-1, accountIds: ['123456789012'] }",
    "payments",
  );
  const image = run(folder, "image", "--stack", "test");
  expect(await image.ended).toBe(0);
  expect(image.stdout).toContain(
    " --tag=123456789012.dkr.ecr.eu-west-1.amazonaws.com/payments-prism-mock:test ",
  );
});

test("the stack's builder is named, and Prism's image is built from Prism's", async () => {
  const folder = project(
    "{ registry: localhost:5000, istio: none, build: { builder: { name: big } }, engine: prism }",
    "payments",
  );
  const image = run(folder, "image", "--stack", "test");
  expect(await image.ended).toBe(0);
  expect(image.stdout).toMatch(/ --builder=big .* --build-arg=BASE=docker\.io\/stoplight\/prism:/);
  expect(existsSync(join(folder, ".understudy/test/payments/documents/a.yaml"))).toBe(true);
});

test("mocks that share their pods share an image", async () => {
  const folder = project(
    "{ registry: localhost:5000, istio: none, namespace: shop, pods: shared }",
    "a",
    "b",
  );
  const image = run(folder, "image", "--stack", "test", "--json");
  expect(await image.ended).toBe(0);
  const { images } = JSON.parse(image.stdout);
  expect(images).toMatchObject([
    { service: "mocks-shop", repository: "localhost:5000/mocks-shop-prism-mock" },
  ]);
  const files = readdirSync(join(folder, ".understudy/test/mocks-shop/mock")).sort();
  expect(files).toEqual(["a.json.gz", "b.json.gz"]);
});

test("a load test has an image for Locust and one for its jobs, each from the base that the stack names", async () => {
  const folder = folderOf({
    "loadtest/script.py": "",
    "Pulumi.test.yaml": `config:
  understudy:kubeContext: kind-test
  understudy:defaults: { registry: registry.example.com/shop, istio: none }
  understudy:loadtests:
    - images: { locust: { base: "debian:13", packages: ["faker>=37"] }, jobs: { base: "node:20" } }
    - { name: b, images: { locust: { image: "locust:1" }, builder: { name: big } } }
`,
  });
  const image = run(folder, "image", "--stack", "test");
  expect({ code: await image.ended, stderr: image.stderr }).toEqual({ code: 0, stderr: "" });
  const command = (name: string, base: string, builder = "") =>
    `docker buildx build --push${builder} --platform=linux/amd64 --build-arg=BASE=${base} --build-arg=SOURCE_DATE_EPOCH=0 --label=org.opencontainers.image.title=${name} --label=dev.understudy.stack=test --metadata-file=.understudy/test/${name}.json --tag=registry.example.com/shop/${name}:test .understudy/test/${name}\n`;
  expect(image.stdout).toBe(
    command("loadtest-locust", "debian:13") +
      command("loadtest-jobs", "node:20") +
      command("b-jobs", "node:24-slim", " --builder=big"),
  );
  const dockerfile = (name: string) =>
    readFileSync(join(folder, ".understudy/test", name, "Dockerfile"), "utf8");
  const begin = `ARG BASE\nFROM \${BASE}\n`;
  expect(dockerfile("loadtest-locust").startsWith(begin)).toBe(true);
  expect(dockerfile("loadtest-locust")).toContain(
    `/opt/locust/bin/pip install --no-cache-dir locust==${LOCUST_VERSION} 'faker>=37'\n`,
  );
  expect(dockerfile("loadtest-jobs")).toBe(`${begin}USER 1000\n`);
});

test("a stack without images has nothing to build", async () => {
  const folder = project(
    "{ registry: none, istio: none }",
    "{ name: payments, spec: a.yaml, delivery: configMap }",
    "{ name: users, spec: a.yaml, image: registry.example.com/users:1 }",
  );
  const image = run(folder, "image", "--stack", "test");
  expect(await image.ended).toBe(0);
  expect(image.stdout).toBe("");
  expect(image.stderr).toBe("stack test: there is no image to build.\n");
});

/** A project whose stack `test` has these services, by name or as they are written. */
function project(defaults: string, ...services: string[]): string {
  const list = services.map((service) =>
    service.startsWith("{") ? service : `{ name: ${service}, spec: a.yaml }`,
  );
  return folderOf({
    "a.yaml": documentOf(["/pets"]),
    "Pulumi.test.yaml": `config:
  understudy:kubeContext: kind-test
  understudy:defaults: ${defaults}
  understudy:services:
${list.map((service) => `    - ${service}\n`).join("")}`,
  });
}
