import { readFileSync } from "node:fs";

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** In milliseconds since 1970; undefined if they stay valid. */
  expires?: number;
}

const ANSWER_MS = 5_000;

/**
 * Returns credentials from where AWS' own libraries look: the environment, a web identity (IAM roles for service
 * accounts), EKS' pod identity, the instance's metadata.
 *
 * @throws {Error} with what was tried, when nothing gives any
 */
export async function awsCredentials(
  region: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<AwsCredentials> {
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) {
    return {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    };
  }
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) return ofWebIdentity(region, env);
  if (env.AWS_CONTAINER_CREDENTIALS_FULL_URI) return ofPodIdentity(env);
  return ofInstance(env);
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
async function ofWebIdentity(region: string, env: NodeJS.ProcessEnv): Promise<AwsCredentials> {
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const endpoint = env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region}.${domain}`;
  const body = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: env.AWS_ROLE_ARN ?? "",
    RoleSessionName: env.AWS_ROLE_SESSION_NAME ?? "understudy-loadtest",
    WebIdentityToken: readFileSync(env.AWS_WEB_IDENTITY_TOKEN_FILE ?? "", "utf8").trim(),
  });
  const text = await ask(endpoint, { method: "POST", body });
  const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? "";
  return {
    accessKeyId: field("AccessKeyId"),
    secretAccessKey: field("SecretAccessKey"),
    sessionToken: field("SessionToken"),
    expires: Date.parse(field("Expiration")),
  };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function ofPodIdentity(env: NodeJS.ProcessEnv): Promise<AwsCredentials> {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = file ? readFileSync(file, "utf8").trim() : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: token };
  return temporary(await ask(env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? "", { headers }));
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html */
async function ofInstance(env: NodeJS.ProcessEnv): Promise<AwsCredentials> {
  const endpoint = env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? "http://169.254.169.254";
  const seconds = { "x-aws-ec2-metadata-token-ttl-seconds": "300" };
  const roles = `${endpoint}/latest/meta-data/iam/security-credentials/`;
  try {
    const token = await ask(`${endpoint}/latest/api/token`, { method: "PUT", headers: seconds });
    const headers = { "x-aws-ec2-metadata-token": token };
    const role = (await ask(roles, { headers })).trim().split("\n")[0] ?? "";
    return temporary(await ask(roles + role, { headers }));
  } catch {
    throw new Error(
      "no AWS credentials: neither AWS_ACCESS_KEY_ID, nor a role of the ServiceAccount, nor one of the node",
    );
  }
}

function temporary(text: string): AwsCredentials {
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = JSON.parse(text);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: Token,
    expires: Date.parse(Expiration),
  };
}

async function ask(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
  const text = await response.text();
  if (response.ok) return text;
  const reason = /<Message>([^<]*)</.exec(text)?.[1] ?? `status ${response.status}`;
  throw new Error(`AWS gives no credentials (${new URL(url).host}): ${reason}`);
}
