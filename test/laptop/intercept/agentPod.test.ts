import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { openAgent } from "../../../src/laptop/intercept/agentPod.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const place = { namespace: "shop", name: "payments-laptop-ann", uid: "mine" };
const PODS = "/api/v1/namespaces/shop/pods";
const JOB = "/apis/batch/v1/namespaces/shop/jobs/payments-laptop-ann";

const podOf = (uid: string, status: object) => ({
  metadata: {
    name: "payments-laptop-ann-x1",
    uid: "x1",
    ownerReferences: [{ uid, controller: true }],
  },
  status,
});
const running = { containerStatuses: [{ name: "agent", state: { running: {} } }] };
const jobOf = (uid: string, status: object) => ({
  metadata: { name: place.name, namespace: "shop", uid },
  spec: { template: { metadata: { labels: { a: "b" } }, spec: { containers: [] } } },
  status,
});

/** What is said when there is no connection, and how many pods were made. */
async function failureWith(pods: object[], job: object | number, events: object[] = []) {
  let made = 0;
  await apiServer({
    "/api/v1/namespaces/shop/events?fieldSelector=involvedObject.uid%3Dx1%2Ctype%3DWarning": events,
    [`${PODS}?labelSelector=understudy.dev%2Flaptop%3Dpayments-laptop-ann`]: pods,
    [PODS]: () => {
      made++;
      return {};
    },
    [JOB]: job,
  });
  const failure = await openAgent(await connect("staging"), place).catch(({ message }) => message);
  return { failure, made };
}

test("a pod with the agent's label that another Job has made, or nobody, is not the agent", async () => {
  const others = [podOf("another", running), { metadata: {}, status: running }];
  expect(await failureWith(others, jobOf("mine", {}))).toEqual({
    failure: "the agent has no pod yet",
    made: 0,
  });
});

test("a pod that is lost is made again at once, and the first one is left to Kubernetes", async () => {
  const lostOne = jobOf("mine", { failed: 1 });
  const { made: first } = await failureWith([], jobOf("mine", {}));
  const { made: lost } = await failureWith([podOf("mine", { phase: "Failed" })], lostOne);
  const { made: again } = await failureWith([podOf("mine", { phase: "Pending" })], lostOne);
  expect([first, lost, again]).toEqual([0, 1, 0]);
});

test("an agent that has ended gets no other pod", async () => {
  const other = jobOf("another", { failed: 1 });
  expect(await failureWith([], other)).toEqual({
    failure: "?@? since ? has taken it over",
    made: 0,
  });
});

test("what keeps the pod from running is said, and what to do", async () => {
  const waiting = { reason: "ImagePullBackOff", message: 'Back-off pulling image "x": not found' };
  const status = {
    phase: "Pending",
    containerStatuses: [{ name: "agent", image: "x", state: { waiting } }],
  };
  const { failure } = await failureWith([podOf("mine", status)], jobOf("mine", {}));
  expect(failure).toBe(
    "Pod payments-laptop-ann-x1: its image x cannot be pulled: not found (Name an image that the cluster's nodes can pull with --image)",
  );
});

test("a volume that is missing is said, which only an event tells", async () => {
  const pod = podOf("mine", { phase: "Pending" });
  const message = 'MountVolume.SetUp failed for volume "certs" : secret "no-certs" not found';
  const involvedObject = { uid: "x1" };
  const mount = { reason: "FailedMount", message, involvedObject };
  const probe = { reason: "Unhealthy", message: "Startup probe failed", involvedObject };
  const saidWith = async (...events: object[]) =>
    (await failureWith([pod], jobOf("mine", {}), events)).failure;
  expect(await saidWith(mount, probe)).toBe(
    'Pod payments-laptop-ann-x1: a volume of it is missing: secret "no-certs" not found (Make the Secret no-certs in this namespace, or name another Service)',
  );
  expect(await saidWith(probe)).toBe("the agent's pod is starting");
});
