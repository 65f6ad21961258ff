export interface BucketAddress {
  scheme: "s3" | "gs";
  bucket: string;
  /** Without slashes at its ends; may be empty. */
  prefix: string;
}

/** Reads `s3://bucket/prefix` or `gs://bucket/prefix`; undefined if a text is neither. It is no URL: nothing is escaped. */
export function bucketAddress(text: string): BucketAddress | undefined {
  const [, scheme, bucket, path = ""] = /^(s3|gs):\/\/([^/]+)(\/.*)?$/.exec(text) ?? [];
  if ((scheme !== "s3" && scheme !== "gs") || bucket === undefined) return undefined;
  const prefix = path
    .split("/")
    .filter((part) => part !== "")
    .join("/");
  return { scheme, bucket, prefix };
}
