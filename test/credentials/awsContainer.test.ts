import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ofContainer } from "../../src/credentials/awsContainer.ts";
import { FinalError } from "../../src/http/retry.ts";
import { startServer } from "../http/httpServer.ts";
import { ANSWER, fileWith, TEMPORARY } from "./files.ts";

test("EKS' pod identity is asked with the token that the pod's file has now", async () => {
  const { url, asked } = await startServer(() => ({ body: ANSWER }));
  const file = fileWith("first\n");
  const env = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
  };
  expect(await ofContainer(env, "")).toEqual({ ...TEMPORARY, from: "EKS Pod Identity or ECS" });
  writeFileSync(file, "second\n");
  await ofContainer(env, "");
  expect(asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ["/v1/credentials", "first"],
    ["/v1/credentials", "second"],
  ]);
});

test("an agent without an association for the ServiceAccount is quoted", async () => {
  const { url } = await startServer(() => ({ status: 404, body: "no association\n" }));
  const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: url };
  await expect(ofContainer(env, "")).rejects.toThrow(
    new FinalError(
      `EKS Pod Identity or ECS gives no credentials (${url}): status 404, no association`,
    ),
  );
});

test("an agent that is overloaded may pass", async () => {
  const { url } = await startServer(() => ({ status: 429 }));
  const asked = ofContainer({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }, "");
  await expect(asked).rejects.not.toBeInstanceOf(FinalError);
});
