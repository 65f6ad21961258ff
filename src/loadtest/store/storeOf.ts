import { join } from "node:path";
import type { ReportStore } from "../../campaign/loadTest.ts";
import { bucketStore } from "./bucketStore.ts";
import { folderStore } from "./folderStore.ts";
import { gcsBucket } from "./gcsBucket.ts";
import type { RunStore } from "./runStore.ts";
import { s3Bucket } from "./s3Bucket.ts";

/**
 * Returns where the runs of a load test are kept.
 *
 * @param reports folder of this process in which runs are written: the claim's volume, or the pod's own disk
 */
export function storeOf(
  { claim, bucket, region, endpoint }: ReportStore,
  loadTest: string,
  reports: string,
): RunStore {
  if (bucket === undefined) {
    const shown = claim === undefined ? "the reporter's own disk" : `claim ${claim}`;
    return folderStore(join(reports, loadTest), `${shown}: ${loadTest}`);
  }
  const { protocol, host, pathname } = new URL(bucket);
  const folder = [...pathname.split("/"), loadTest].filter((part) => part !== "").join("/");
  if (protocol === "gs:") return bucketStore(gcsBucket(host), folder);
  const place = {
    bucket: host,
    region: region ?? process.env.AWS_REGION ?? "us-east-1",
    ...(endpoint !== undefined && { endpoint }),
  };
  return bucketStore(s3Bucket(place), folder);
}
