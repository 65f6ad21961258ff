import { test } from "vitest";
import { FakeWorld } from "./controller/fakeWorld.ts";
import { deploymentOf, serviceOf, pullOf, shaOf } from "./controller/fixture.ts";
import { fileForge } from "../src/forge/file/fileForge.ts";
const IMG = { "understudy.dev/preview-image": "registry.example.com/payments:pr-{number}-{sha7}" };
test("p", async () => {
  const long = "p".repeat(60);
  let w = new FakeWorld();
  w.add(deploymentOf(long, {"understudy.dev/github-repository":"acme/payments", ...IMG}), serviceOf(long), deploymentOf("payments", IMG), serviceOf("payments"));
  w.pulls = [pullOf(12)];
  console.log(await w.round(), w.copies()); console.log(await w.round());
  w = new FakeWorld();
  w.add(deploymentOf("payments", IMG), serviceOf("payments"));
  const pulls = [pullOf(12), pullOf(12,{sha: shaOf("b")})];
  w.forge = fileForge([{repository:"github.com/acme/payments", isComplete:true, pulls}], "pulls.json");
  for (let i=0;i<3;i++) console.log(await w.round());
  w = new FakeWorld();
  for (const image of ["", "bad image!", "registry.example.com:x/y", "a@sha256:1", undefined]) {
    const d = deploymentOf("payments"); (d.spec!.template.spec!.containers[0] as any).image = image;
    w.add(d, serviceOf("payments")); w.pulls=[pullOf(12)];
    console.log(image, await w.round());
  }
});
