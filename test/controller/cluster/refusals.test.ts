import { expect, it } from "vitest";
import { refusals } from "../../../src/controller/cluster/refusals.ts";

const NAME = "Deployment shop/payments-pr-12";

const answer = (status: number, message: string) => ({ status, text: JSON.stringify({ message }) });

it.each([
  [
    "a quota",
    answer(403, "deployments.apps is forbidden: exceeded quota: few, requested: count=1"),
    "deployments.apps is forbidden: exceeded quota: few, requested: count=1",
  ],
  [
    "an admission webhook",
    answer(400, 'admission webhook "images.example.com" denied the request:\n  no such\n  owner.'),
    'admission webhook "images.example.com" denied the request: no such owner',
  ],
  ["something that says no more", { status: 502, text: "<html>" }, "status 502"],
])("what %s refuses is told in one line", (_, refused, what) => {
  expect(refusals(NAME, refused)).toEqual([
    { where: NAME, what: `the cluster refused it: ${what}` },
  ]);
});

it.each([
  ["done", { status: 200, text: "{}" }],
  ["of something that is gone already", answer(404, "not found")],
])("a change that is %s is no problem", (_, answered) => {
  expect(refusals(NAME, answered, [404])).toEqual([]);
});
