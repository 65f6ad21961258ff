import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { FinalError } from "../http/retry.ts";
import { type AwsCredentials, type AwsSource, readCredentials } from "./awsSource.ts";

const run = promisify(execFile);

/** A profile with one of these gets its keys from somewhere else. */
const DYNAMIC = [
  "sso_session",
  "sso_start_url",
  "login_session",
  "credential_process",
  "role_arn",
] as const;

/**
 * A profile of `~/.aws`, which laptops have.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
export const ofProfile: AwsSource = async (env) => {
  const name = env.AWS_PROFILE || "default";
  const config = env.AWS_CONFIG_FILE ?? join(homedir(), ".aws/config");
  const keys = env.AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), ".aws/credentials");
  const profile = {
    ...sectionOf(config, name === "default" ? name : `profile ${name}`),
    ...sectionOf(keys, name),
  };
  const from = `the profile ${name} of ~/.aws`;
  const { aws_access_key_id, aws_secret_access_key, aws_session_token } = profile;
  if (aws_access_key_id && aws_secret_access_key) {
    return {
      accessKeyId: aws_access_key_id,
      secretAccessKey: aws_secret_access_key,
      ...(aws_session_token && { sessionToken: aws_session_token }),
      from,
    };
  }
  if (DYNAMIC.some((key) => key in profile)) return byAwsCli(name, env, from);
  return `${from} (no keys in ${config} and ${keys})`;
};

/** Returns the settings of a section, which are none if the file is not there. */
function sectionOf(file: string, section: string): Record<string, string> {
  const settings: Record<string, string> = {};
  if (!existsSync(file)) return settings;
  let current: string | undefined;
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    current = /^\[\s*(.*?)\s*\]/.exec(line)?.[1]?.replace(/\s+/, " ") ?? current;
    // Lines that are indented belong to the setting above.
    const [, key, value = ""] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && current === section) settings[key.toLowerCase()] = value;
  }
  return settings;
}

/** The AWS CLI knows all ways to get a profile's keys: single sign-on, roles, other programs. */
async function byAwsCli(
  name: string,
  env: NodeJS.ProcessEnv,
  from: string,
): Promise<AwsCredentials> {
  const args = ["configure", "export-credentials", "--profile", name, "--format", "process"];
  try {
    return readCredentials((await run("aws", args, { env })).stdout, from);
  } catch (error) {
    const { code, stderr = "" } = Object(error);
    const said = stderr.trim().split("\n").at(-1);
    throw new FinalError(
      code === "ENOENT"
        ? `${from} gets its keys by the AWS CLI, version 2, which is not on the PATH`
        : `${from} gives no keys (aws ${args.join(" ")}): ${said || `exit code ${code}`}`,
    );
  }
}
