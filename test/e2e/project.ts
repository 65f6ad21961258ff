import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The repository's own folder. */
export const ROOT = join(import.meta.dirname, "../..");

/** Name of the stack that most tests deploy, and of its campaign. It is part of the names of all their objects. */
export const STACK = "e2e";

/** A folder with a stack and the example documents, to be deployed and edited. */
export interface Project {
  folder: string;
  stack: string;
  /** Replaces a text in a file. It is an error if the file does not contain it. */
  edit(file: string, from: string, to: string): void;
  remove(): void;
}

/** What the stack of a test is made of. */
export interface StackOptions {
  context: string;
  delivery: "image" | "configMap";
  /** Needed by images. */
  registry: string;
  /** Its name, and its campaign's. Tests that run at the same time have different ones. */
  stack?: string;
}

/** The three services of the example shop, with delays in the mock: the shape of `Pulumi.kind.yaml`. */
export function createProject({
  context,
  delivery,
  registry,
  stack = STACK,
}: StackOptions): Project {
  const folder = mkdtempSync(join(tmpdir(), "understudy-e2e-"));
  cpSync(join(ROOT, "specs"), join(folder, "specs"), { recursive: true });
  writeFileSync(
    join(folder, `Pulumi.${stack}.yaml`),
    `config:
  pulumi:disable-default-providers: ["*"]
  understudy:kubeContext: ${context}
  understudy:defaults:
    namespace: shop
    campaign: ${stack}
    istio: none
    registry: ${delivery === "image" ? registry : "none"}
    delivery: ${delivery}
    build: { builder: { name: default, exec: true } }
    resources: { requests: { cpu: 50m, memory: 64Mi } }
    latency: { inject: mock }
  understudy:services:
    - { name: catalog, spec: specs/catalog.yaml }
    - { name: payments, spec: specs/payments.yaml }
    - { name: users, spec: specs/users.yaml }
`,
  );
  return {
    folder,
    stack,
    edit(file, from, to) {
      const text = readFileSync(join(folder, file), "utf8");
      if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}`);
      writeFileSync(join(folder, file), text.replace(from, to));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
