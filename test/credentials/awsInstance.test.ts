import { expect, test } from "vitest";
import { ofInstance } from "../../src/credentials/awsInstance.ts";
import { FinalError } from "../../src/http/retry.ts";
import { type Answer, startServer } from "../http/httpServer.ts";
import { ANSWER, TEMPORARY } from "./files.ts";

const ROLES = "/latest/meta-data/iam/security-credentials/";

async function withServer(answers: Record<string, Answer>) {
  const { url, asked } = await startServer(({ path }) => answers[path] ?? { status: 404 });
  return { asked, ask: () => ofInstance({ AWS_EC2_METADATA_SERVICE_ENDPOINT: url }, "") };
}

test("the instance's metadata are asked with a session, for the first role", async () => {
  const { ask, asked } = await withServer({
    "/latest/api/token": { body: "session" },
    [ROLES]: { body: "node-role\n" },
    [`${ROLES}node-role`]: { body: ANSWER },
  });
  expect(await ask()).toEqual({ ...TEMPORARY, from: "the role of the node, node-role" });
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "PUT /latest/api/token",
    `GET ${ROLES}`,
    `GET ${ROLES}node-role`,
  ]);
  expect(asked[2]?.headers["x-aws-ec2-metadata-token"]).toBe("session");
});

test("a node without a role has no credentials", async () => {
  const { ask } = await withServer({ "/latest/api/token": { body: "session" } });
  expect(await ask()).toBe("the IAM role of the node (it has none)");
});

test("where the address leads nowhere, there is no node", async () => {
  const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:1" };
  expect(await ofInstance(env, "")).toBe(
    "the IAM role of the node (127.0.0.1:1 cannot be reached: bad port)",
  );
});

test("metadata that are switched off are not asked", async () => {
  expect(await ofInstance({ AWS_EC2_METADATA_DISABLED: "true" }, "")).toBe(
    "the IAM role of the node (AWS_EC2_METADATA_DISABLED is set)",
  );
});

test("a role that the node may not assume is an error", async () => {
  const { ask } = await withServer({
    "/latest/api/token": { body: "session" },
    [ROLES]: { body: "node-role" },
    [`${ROLES}node-role`]: {
      body: '{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume it"}',
    },
  });
  await expect(ask()).rejects.toThrow(
    new FinalError(
      "the node gives no credentials of its role node-role: AssumeRoleUnauthorizedAccess, EC2 cannot assume it",
    ),
  );
});

test("a service that is overloaded may pass", async () => {
  const { ask } = await withServer({ "/latest/api/token": { status: 503 } });
  await expect(ask()).rejects.not.toBeInstanceOf(FinalError);
});
