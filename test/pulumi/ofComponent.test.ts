import { expect, test } from "vitest";
import { UserError } from "../../src/problem.ts";
import { ofComponent } from "../../src/pulumi/ofComponent.ts";

const COPY = 'PreviewReplica "copy"';

function failing(where: string) {
  return () => {
    throw new UserError([{ where, what: "wrong" }]);
  };
}

test("mistakes in a stack's words are told by the component's name and the argument's path", async () => {
  const deployment = failing(`${COPY}.deployment`);
  expect(() => ofComponent(COPY, "dev", deployment)).toThrow(`${COPY}: deployment: wrong.`);
  const context = async () => failing("Pulumi.dev.yaml: kubeContext")();
  await expect(ofComponent(COPY, "dev", context)).rejects.toThrow(`${COPY}: kubeContext: wrong.`);
});

test("their message stays as it is where Pulumi writes the name of a property before it", () => {
  const error = new UserError([{ where: COPY, what: "wrong" }]);
  error.message = `error serializing property "metadata": ${error.message}`;
  expect(error.message).toBe(`${COPY}: wrong.`);
});
