import type { Answer } from "../../../http/exchange.ts";
import { failure } from "../../../http/request.ts";
import { textIn } from "../../../http/xml.ts";
import { arnOf } from "./s3Home.ts";

/** A request as policies see it. */
export interface S3Asked {
  bucket: string;
  region: string;
  action: "s3:PutObject" | "s3:GetObject" | "s3:ListBucket";
  key?: string;
  /** Where the credentials are from. */
  from: string;
}

/** Returns an error that says in plain words why S3 refused a request. */
export function s3Problem(
  asked: S3Asked,
  { status, headers }: Pick<Answer, "status" | "headers">,
  text: string,
): Error {
  const { bucket, region, action, key, from } = asked;
  const say = (problem: string) => failure(status, problem);
  const code = textIn(text, "Code");
  const said = [code, textIn(text, "Message")].filter((part) => part !== undefined).join(": ");

  const home = headers.get("x-amz-bucket-region");
  if (home !== null && home !== region) {
    return say(`the bucket is in region ${home}, not in ${region}. Set the report's region`);
  }
  if (code === "NoSuchBucket") return say("there is no bucket of this name");
  if (code === "AccessDenied" || (status === 403 && code === undefined)) {
    // Another right may be missing than that to the object, such as that to a key of KMS.
    const [, right = action, resource = arnOf(region, bucket, key)] =
      /not authorized to perform: (\S+) on resource: "?([^\s"]+)/.exec(said) ?? [];
    return say(
      `the right ${right} on ${resource} is missing (credentials of ${from}). S3 says: ${said || `status ${status}`}`,
    );
  }
  return say(`${said || `status ${status}`} (${action}, credentials of ${from})`);
}
