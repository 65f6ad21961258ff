import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { ownedByStack } from "../../../src/pulumi/running/ownedByStack.ts";
import { takeBackFields } from "../../../src/pulumi/running/takeBack.ts";
import { inputsOf } from "../../declared.ts";
import { runProgram } from "../../pulumi.ts";

const STACK = "understudy.dev/stack";

class Parent extends pulumi.ComponentResource {
  constructor(children: (opts: pulumi.CustomResourceOptions) => void) {
    super("test:index:Parent", "parent", {}, ownedByStack());
    children({ parent: this });
  }
}

test("every Kubernetes object below a component names its stack, whatever is known of its metadata", async () => {
  const later = <T>(value: T) => pulumi.output(Promise.resolve(value)) as pulumi.Output<T>;
  const labels = { team: "shop" };
  const metadata = { a: { labels }, b: { labels: later(labels) }, c: later({ labels }) };
  const { declared } = await runProgram(() => {
    new Parent((opts) => {
      for (const [name, one] of Object.entries(metadata)) {
        new kubernetes.core.v1.Service(name, { metadata: one }, opts);
      }
    });
  });
  for (const name of Object.keys(metadata)) {
    expect(inputsOf(declared, name).metadata).toEqual({
      labels: { team: "shop", [STACK]: "test" },
      annotations: { [STACK]: "understudy/test" },
    });
  }
});

test("a program that has looked up all of its objects takes back fields that somebody edited", async () => {
  const { declared } = await runProgram(() => {
    takeBackFields();
    new Parent((opts) => new kubernetes.core.v1.Service("shop", {}, opts));
  });
  expect(inputsOf(declared, "shop").metadata).toHaveProperty("annotations", {
    "pulumi.com/patchForce": "true",
    [STACK]: "understudy/test",
  });
});

test("what is only looked up, and what is not of Kubernetes, stays as it is", async () => {
  const { declared } = await runProgram(() => {
    new Parent((opts) => {
      kubernetes.core.v1.Namespace.get("shop", "shop", opts);
      new kubernetes.Provider("lab", {}, opts);
    });
  });
  expect(inputsOf(declared, "shop").metadata).toBeUndefined();
  expect(inputsOf(declared, "lab").metadata).toBeUndefined();
});
