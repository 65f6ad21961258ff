import { compileTemplate, knownFormat } from "./compileTemplate.ts";
import {
  type ReadField,
  readRequestLine,
  readSeconds,
  readStatus,
  readTimeField,
} from "./fields.ts";

/** The target's status, or the load balancer's where the target has none: a Lambda function has no status of its own. */
const readTargetStatus: ReadField = (line, start, end, entry) => {
  const ofBalancer = entry.status;
  const isStatus = readStatus(line, start, end, entry);
  if (entry.status === 0) entry.status = ofBalancer;
  return isStatus;
};

/**
 * The log of an AWS Application Load Balancer. Of its three times the target's is the service's own; it is -1 where the
 * target did not answer. Fields behind the request have been added several times, so lines may go on.
 */
export const ALB = knownFormat(
  compileTemplate(
    "an AWS Application Load Balancer's",
    "<type> <time> <elb> <client> <target> <request_processing_time> <target_processing_time> <response_processing_time> " +
      '<elb_status_code> <target_status_code> <received_bytes> <sent_bytes> "<request>" "',
    {
      variable: /<(\w+)>/g,
      show: (name) => name,
      roles: [
        { name: "time", role: "time", read: readTimeField },
        {
          name: "target_processing_time",
          role: "duration",
          read: readSeconds,
          rounding: {
            below: 1,
            above: 1,
            why: "The load balancer writes whole milliseconds, so a duration is up to 1ms too short or too long.",
          },
        },
        { name: "elb_status_code", role: "balancerStatus", read: readStatus },
        { name: "target_status_code", role: "status", read: readTargetStatus },
        { name: "request", role: "request", read: readRequestLine },
      ],
    },
    true,
  ),
);
