import { readFileSync } from "node:fs";
import { failure, request } from "../http/request.ts";
import { textIn } from "../http/xml.ts";
import { awsDomain } from "./awsDomain.ts";
import type { AwsSource } from "./awsSource.ts";

/**
 * IAM roles for service accounts (IRSA).
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export const ofWebIdentity: AwsSource = async (env, region) => {
  const { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: file } = env;
  if (!role || !file) {
    return "an IAM role of the ServiceAccount, IRSA (AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are not set)";
  }
  const body = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: role,
    RoleSessionName: env.AWS_ROLE_SESSION_NAME ?? "understudy",
    WebIdentityToken: readFileSync(file, "utf8").trim(),
  });
  const response = await request(tokenService(env, region), { method: "POST", body });
  const text = await response.text();
  const field = (name: string) => textIn(text, name) ?? "";
  if (!response.ok) {
    const message = `the ServiceAccount may not assume the role ${role} (sts:AssumeRoleWithWebIdentity; see the role's trust policy): ${field("Message")}`;
    // AWS could not ask the cluster for its keys: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors
    throw failure(field("Code") === "IDPCommunicationError" ? 503 : response.status, message);
  }
  return {
    accessKeyId: field("AccessKeyId"),
    secretAccessKey: field("SecretAccessKey"),
    sessionToken: field("SessionToken"),
    expires: Date.parse(field("Expiration")),
    from: `the role of the ServiceAccount, ${role}`,
  };
};

/** The region of the pod comes first: in a private network there may be a way to that region alone. */
function tokenService(env: NodeJS.ProcessEnv, near: string): string {
  const region = env.AWS_REGION ?? near;
  return env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region}.${awsDomain(region)}`;
}
