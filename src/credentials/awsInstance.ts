import { failure, NoAnswer, request } from "../http/request.ts";
import { FinalError } from "../http/retry.ts";
import { type AwsSource, readCredentials } from "./awsSource.ts";

/** Elsewhere than on AWS, the address leads nowhere. */
const ANSWER_MS = 2_000;

/**
 * The role of the node, by version 2 of the instance metadata service.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
 */
export const ofInstance: AwsSource = async (env) => {
  const endpoint = env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? "http://169.254.169.254";
  const missing = (reason: string) => `the IAM role of the node (${reason})`;
  if (env.AWS_EC2_METADATA_DISABLED === "true") return missing("AWS_EC2_METADATA_DISABLED is set");

  const seconds = { "x-aws-ec2-metadata-token-ttl-seconds": "300" };
  let answer: Response;
  try {
    const init = { method: "PUT", headers: seconds };
    answer = await request(`${endpoint}/latest/api/token`, init, ANSWER_MS);
  } catch (error) {
    if (error instanceof NoAnswer) return missing(error.message);
    throw error;
  }
  if (answer.status >= 400 && answer.status < 500) return missing(`status ${answer.status}`);
  const headers = { "x-aws-ec2-metadata-token": await textOf(answer) };

  const roles = `${endpoint}/latest/meta-data/iam/security-credentials/`;
  const listed = await request(roles, { headers }, ANSWER_MS);
  if (listed.status === 404) return missing("it has none");
  const [role = ""] = (await textOf(listed)).trim().split("\n");
  const text = await textOf(await request(roles + role, { headers }, ANSWER_MS));
  const { AccessKeyId, Code, Message } = JSON.parse(text);
  if (AccessKeyId === undefined) {
    throw new FinalError(`the node gives no credentials of its role ${role}: ${Code}, ${Message}`);
  }
  return readCredentials(text, `the role of the node, ${role}`);
};

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw failure(
    response.status,
    `the node gives no credentials of its role: status ${response.status}`,
  );
}
