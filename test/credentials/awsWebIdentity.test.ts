import { expect, test } from "vitest";
import { ofWebIdentity } from "../../src/credentials/awsWebIdentity.ts";
import { FinalError } from "../../src/http/retry.ts";
import { type Answer, startServer } from "../http/httpServer.ts";
import { fileWith, TEMPORARY } from "./files.ts";

const ROLE = "arn:aws:iam::1:role/reports";

async function withServer(answer: Answer) {
  const { url, asked } = await startServer(() => answer);
  const env = {
    AWS_WEB_IDENTITY_TOKEN_FILE: fileWith("jwt\n"),
    AWS_ROLE_ARN: ROLE,
    AWS_ENDPOINT_URL_STS: url,
  };
  return { asked, ask: () => ofWebIdentity(env, "eu-west-1") };
}

test("a web identity is exchanged for a role's keys", async () => {
  const { ask, asked } = await withServer({
    body: "<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-11-27T13:00:00Z</Expiration>",
  });
  expect(await ask()).toEqual({ ...TEMPORARY, from: `the role of the ServiceAccount, ${ROLE}` });
  expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: ROLE,
    RoleSessionName: "understudy",
    WebIdentityToken: "jwt",
  });
});

test("a role whose trust policy has no such ServiceAccount is named", async () => {
  const { ask } = await withServer({
    status: 403,
    body: "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>",
  });
  await expect(ask()).rejects.toThrow(
    new FinalError(
      `the ServiceAccount may not assume the role ${ROLE} (sts:AssumeRoleWithWebIdentity; see the role's trust policy): Not authorized to perform sts:AssumeRoleWithWebIdentity`,
    ),
  );
});

test.each([
  [500, ""],
  [400, "<Code>IDPCommunicationError</Code>"],
])("status %i with %j may pass", async (status, body) => {
  const { ask } = await withServer({ status, body });
  await expect(ask()).rejects.not.toBeInstanceOf(FinalError);
});
