import { readFileSync } from "node:fs";
import { failure, request } from "../http/request.ts";
import { type AwsSource, readCredentials } from "./awsSource.ts";

/**
 * EKS Pod Identity and ECS.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export const ofContainer: AwsSource = async (env) => {
  const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
  const url = relative ? `http://169.254.170.2${relative}` : env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  if (!url) return "EKS Pod Identity or ECS (AWS_CONTAINER_CREDENTIALS_FULL_URI is not set)";
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  // EKS writes a new token into the file before the old one expires.
  const token = file ? readFileSync(file, "utf8").trim() : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const headers: Record<string, string> = token ? { authorization: token } : {};
  const response = await request(url, { headers });
  const text = await response.text();
  if (!response.ok) {
    const reason = `status ${response.status}, ${text.slice(0, 300).trim()}`;
    throw failure(
      response.status,
      `EKS Pod Identity or ECS gives no credentials (${url}): ${reason}`,
    );
  }
  return readCredentials(text, "EKS Pod Identity or ECS");
};
