import { AwsV4Signer } from "aws4fetch";
import { awsCredentials } from "../credentials/awsCredentials.ts";
import { awsDomain } from "../credentials/awsDomain.ts";
import { failure, request } from "../http/request.ts";
import type { CloudLogin } from "./cloudLogin.ts";

/** `123456789012.dkr.ecr.eu-west-1.amazonaws.com`, and the names with FIPS, with IPv6, and of China. */
const HOST =
  /^\d{12}\.dkr[.-]ecr(-fips)?\.([a-z0-9-]+)\.(amazonaws\.com(\.cn)?|on\.(aws|amazonwebservices\.com\.cn))$/;

/** Where a registry of ECR gives tokens. */
export interface EcrPlace {
  region: string;
  isFips: boolean;
}

/** Returns the place of a private registry of ECR, or undefined for another registry. */
export function ecrPlace(host: string): EcrPlace | undefined {
  const [, fips, region] = HOST.exec(host) ?? [];
  return region === undefined ? undefined : { region, isFips: fips !== undefined };
}

/**
 * Returns a login for all registries of a region that the credentials may read.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
export async function ecrLogin(
  { region, isFips }: EcrPlace,
  env: NodeJS.ProcessEnv,
): Promise<CloudLogin> {
  const { from, accessKeyId, secretAccessKey, sessionToken } = await awsCredentials(region, env);
  const own = `https://${isFips ? "ecr-fips" : "api.ecr"}.${region}.${awsDomain(region)}`;
  const signer = new AwsV4Signer({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    url: env.AWS_ENDPOINT_URL_ECR ?? env.AWS_ENDPOINT_URL ?? own,
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
    },
    body: "{}",
    region,
    service: "ecr",
  });
  const { url, method, headers } = await signer.sign();
  const response = await request(url.href, { method, headers, body: "{}" });
  const said = Object(await response.json().catch(() => undefined));
  if (!response.ok) {
    const reason = said.message ?? said.Message ?? `status ${response.status}`;
    throw failure(
      response.status,
      `ECR gives no token to ${from} (ecr:GetAuthorizationToken): ${reason}`,
    );
  }
  const { authorizationToken = "", expiresAt } = Object(said.authorizationData?.[0]);
  const text = Buffer.from(authorizationToken, "base64").toString();
  const colon = text.indexOf(":");
  if (colon === -1) throw new Error(`ECR gave no token to ${from}`);
  return {
    username: text.slice(0, colon),
    password: text.slice(colon + 1),
    expires: expiresAt * 1000,
    from,
  };
}
