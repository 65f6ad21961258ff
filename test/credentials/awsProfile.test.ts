import { chmodSync, renameSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ofProfile } from "../../src/credentials/awsProfile.ts";
import { FinalError } from "../../src/http/retry.ts";
import { fileWith, NO_PROFILE } from "./files.ts";

const CREDENTIALS = `
# comment
[default]
aws_access_key_id = AKIA1
aws_secret_access_key=a=b

[ stg ]
AWS_ACCESS_KEY_ID = AKIA2
aws_secret_access_key = s2
aws_session_token = t2
s3 =
  aws_access_key_id = indented
`;

test.each([
  [
    undefined,
    { accessKeyId: "AKIA1", secretAccessKey: "a=b", from: "the profile default of ~/.aws" },
  ],
  [
    "stg",
    {
      accessKeyId: "AKIA2",
      secretAccessKey: "s2",
      sessionToken: "t2",
      from: "the profile stg of ~/.aws",
    },
  ],
])("the keys of the profile %s are read", async (AWS_PROFILE, expected) => {
  const AWS_SHARED_CREDENTIALS_FILE = fileWith(CREDENTIALS);
  expect(await ofProfile({ ...NO_PROFILE, AWS_SHARED_CREDENTIALS_FILE, AWS_PROFILE }, "")).toEqual(
    expected,
  );
});

test("keys may be in the configuration, too", async () => {
  const AWS_CONFIG_FILE = fileWith(
    "[profile stg]\naws_access_key_id=AKIA3\naws_secret_access_key=s3\n",
  );
  const env = { ...NO_PROFILE, AWS_CONFIG_FILE, AWS_PROFILE: "stg" };
  expect(await ofProfile(env, "")).toMatchObject({ accessKeyId: "AKIA3" });
});

test("a profile with a region alone has no keys", async () => {
  const AWS_CONFIG_FILE = fileWith("[default]\nregion = eu-west-1\n");
  const AWS_SHARED_CREDENTIALS_FILE = "/nonexistent/credentials";
  expect(await ofProfile({ AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE }, "")).toBe(
    `the profile default of ~/.aws (no keys in ${AWS_CONFIG_FILE} and /nonexistent/credentials)`,
  );
});

/** An environment with a profile of single sign-on and with an AWS CLI that is a shell script. */
function withCli(script: string) {
  const file = fileWith(`#!/bin/sh\n${script}\n`);
  const folder = dirname(file);
  renameSync(file, join(folder, "aws"));
  chmodSync(join(folder, "aws"), 0o755);
  return {
    ...NO_PROFILE,
    AWS_CONFIG_FILE: fileWith("[profile stg]\nsso_session = shop\n"),
    AWS_PROFILE: "stg",
    PATH: `${folder}${delimiter}/bin${delimiter}/usr/bin`,
  };
}

test("single sign-on, roles and other programs are left to the AWS CLI", async () => {
  const env = withCli(
    `[ "$*" = "configure export-credentials --profile stg --format process" ] && echo '{"Version":1,"AccessKeyId":"ASIA1","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-27T13:00:00+00:00"}'`,
  );
  expect(await ofProfile(env, "")).toEqual({
    accessKeyId: "ASIA1",
    secretAccessKey: "s",
    sessionToken: "t",
    expires: Date.parse("2026-11-27T13:00:00Z"),
    from: "the profile stg of ~/.aws",
  });
});

test("what the AWS CLI says is told", async () => {
  const env = withCli(
    "echo 'Error when retrieving token from sso: Token has expired' >&2; exit 255",
  );
  await expect(ofProfile(env, "")).rejects.toThrow(
    new FinalError(
      "the profile stg of ~/.aws gives no keys (aws configure export-credentials --profile stg --format process): Error when retrieving token from sso: Token has expired",
    ),
  );
});

test("an AWS CLI that is not there is told", async () => {
  const env = { ...withCli(""), PATH: "/nonexistent" };
  await expect(ofProfile(env, "")).rejects.toThrow(
    new FinalError(
      "the profile stg of ~/.aws gets its keys by the AWS CLI, version 2, which is not on the PATH",
    ),
  );
});
