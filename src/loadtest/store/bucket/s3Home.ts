import { awsDomain } from "../../../credentials/awsDomain.ts";
import { request } from "../../../http/request.ts";

export interface S3Place {
  bucket: string;
  /** Undefined: the bucket says. */
  region?: string;
  /** Undefined: AWS' own. */
  endpoint?: string;
}

/** Where a bucket is asked. */
export interface S3Home {
  /** URL in front of the keys, without the last slash. */
  base: string;
  region: string;
}

/** Finds the region of a bucket whose region the stack does not name. */
export async function s3Home(place: S3Place, env: NodeJS.ProcessEnv): Promise<S3Home> {
  const near = env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "us-east-1";
  const region = place.region ?? (await regionOf(baseOf(place, near, env))) ?? near;
  return { base: baseOf(place, region, env), region };
}

/**
 * Returns the region that a bucket says, whoever asks and whatever the answer is, or undefined if it says none, as other
 * servers than AWS may do.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
async function regionOf(base: string): Promise<string | undefined> {
  const { headers } = await request(base, { method: "HEAD" });
  return headers.get("x-amz-bucket-region") ?? undefined;
}

function baseOf({ bucket, endpoint }: S3Place, region: string, env: NodeJS.ProcessEnv): string {
  const server = endpoint ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  if (server !== undefined) return `${server.replace(/\/+$/, "")}/${bucket}`;
  const host = `s3.${region}.${awsDomain(region)}`;
  // AWS' certificate is for one label in front of the host.
  return bucket.includes(".") ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

/** Returns the name by which policies call objects of a bucket. */
export function arnOf(region: string, bucket: string, key?: string): string {
  const partition = /^(cn|us-gov)-/.exec(region)?.[1];
  const aws = partition === undefined ? "aws" : `aws-${partition}`;
  return `arn:${aws}:s3:::${bucket}${key === undefined ? "" : `/${key}`}`;
}
