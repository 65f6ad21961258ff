import { join } from "node:path";
import type { ReportStore } from "../../campaign/loadTest.ts";
import { gcsBucket } from "./bucket/gcsBucket.ts";
import { s3Bucket } from "./bucket/s3Bucket.ts";
import { bucketAddress } from "./bucketAddress.ts";
import { bucketStore } from "./bucketStore.ts";
import { folderStore } from "./folderStore.ts";
import type { RunStore } from "./runStore.ts";

/**
 * Returns where the runs of a load test are kept. A bucket is read by whoever has credentials for it, in the cluster or
 * on a laptop; a claim and the pod's own disk only by the reporter.
 *
 * @param reports folder of this process in which runs are written: the claim's volume, or the pod's own disk
 */
export function storeOf(report: ReportStore, loadTest: string, reports: string): RunStore {
  const { claim, bucket, region, endpoint } = report;
  if (bucket === undefined) {
    const shown = claim === undefined ? "the reporter's own disk" : `claim ${claim}`;
    return folderStore(join(reports, loadTest), `${shown}: ${loadTest}`);
  }
  const address = bucketAddress(bucket);
  if (address === undefined) {
    throw new Error(`expected s3://bucket/prefix or gs://bucket/prefix, received ${bucket}`);
  }
  const folder = [address.prefix, loadTest].filter((part) => part !== "").join("/");
  if (address.scheme === "gs") return bucketStore(gcsBucket(address.bucket), folder);
  const place = {
    bucket: address.bucket,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
  return bucketStore(s3Bucket(place), folder);
}
