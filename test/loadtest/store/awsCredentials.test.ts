import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { awsCredentials } from "../../../src/loadtest/store/awsCredentials.ts";
import { startServer } from "./httpServer.ts";

const TEMPORARY = JSON.stringify({
  AccessKeyId: "ASIA1",
  SecretAccessKey: "s",
  Token: "t",
  Expiration: "2026-11-27T13:00:00Z",
});
const EXPECTED = {
  accessKeyId: "ASIA1",
  secretAccessKey: "s",
  sessionToken: "t",
  expires: Date.parse("2026-11-27T13:00:00Z"),
};

function tokenFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "token-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "token");
  writeFileSync(file, "jwt\n");
  return file;
}

test("keys of the environment come first", async () => {
  const env = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "s", AWS_ROLE_ARN: "arn" };
  expect(await awsCredentials("eu-west-1", env)).toEqual({
    accessKeyId: "AKIA1",
    secretAccessKey: "s",
  });
});

test("a web identity is exchanged for a role's keys", async () => {
  const { url, asked } = await startServer(() => ({
    body: "<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-11-27T13:00:00Z</Expiration>",
  }));
  const env = {
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile(),
    AWS_ROLE_ARN: "arn:aws:iam::1:role/reports",
    AWS_ENDPOINT_URL_STS: url,
  };
  expect(await awsCredentials("eu-west-1", env)).toEqual(EXPECTED);
  expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toMatchObject({
    Action: "AssumeRoleWithWebIdentity",
    RoleArn: "arn:aws:iam::1:role/reports",
    WebIdentityToken: "jwt",
  });
});

test("EKS' pod identity is asked with the pod's token", async () => {
  const { url, asked } = await startServer(() => ({ body: TEMPORARY }));
  const env = {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile(),
  };
  expect(await awsCredentials("eu-west-1", env)).toEqual(EXPECTED);
  expect(asked).toMatchObject([{ path: "/v1/credentials", headers: { authorization: "jwt" } }]);
});

test("the instance's metadata are asked with a session, for the first role", async () => {
  const { url, asked } = await startServer(({ path }) => {
    if (path.endsWith("/token")) return { body: "session" };
    return { body: path.endsWith("/security-credentials/") ? "node-role\n" : TEMPORARY };
  });
  const env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: url };
  expect(await awsCredentials("eu-west-1", env)).toEqual(EXPECTED);
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "PUT /latest/api/token",
    "GET /latest/meta-data/iam/security-credentials/",
    "GET /latest/meta-data/iam/security-credentials/node-role",
  ]);
  expect(asked[2]?.headers["x-aws-ec2-metadata-token"]).toBe("session");
});

test("where there are none, the error says where they were looked for", async () => {
  const { url } = await startServer(() => ({ status: 404 }));
  const none = awsCredentials("eu-west-1", { AWS_EC2_METADATA_SERVICE_ENDPOINT: url });
  await expect(none).rejects.toThrow(
    "no AWS credentials: neither AWS_ACCESS_KEY_ID, nor a role of the ServiceAccount, nor one of the node",
  );
});
