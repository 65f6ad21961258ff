import "../../src/propagation/register.js";
import * as grpc from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grpcInterceptor, propagationHeaders, run } from "../../src/propagation/api.js";

const METHOD = {
  path: "/test.Test/Keys",
  requestStream: false,
  responseStream: true,
  requestSerialize: (sent: string) => Buffer.from(sent),
  requestDeserialize: (bytes: Buffer) => bytes.toString(),
  responseSerialize: (sent: string) => Buffer.from(sent),
  responseDeserialize: (bytes: Buffer) => bytes.toString(),
};
const server = new grpc.Server();
let target = "";

beforeAll(async () => {
  server.addService(
    { keys: METHOD },
    {
      keys: (call: grpc.ServerWritableStream<string, string>) => {
        call.write(JSON.stringify(call.metadata.get("x-preview")));
        call.end();
      },
    },
  );
  target = await new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(`127.0.0.1:${port}`),
    );
  });
});

afterAll(() => server.forceShutdown());

describe.each([
  ["a client that was not touched", undefined],
  ["a client with the interceptor", { interceptors: [grpcInterceptor] }],
])("%s", (_kind, options) => {
  test("keeps calls apart that wait for one connection, and their listeners", async () => {
    const client = new grpc.Client(target, grpc.credentials.createInsecure(), options);
    const calls = ["first", undefined, "third"].map((key) =>
      run({ "x-preview": key }, () => call(client, new grpc.Metadata())),
    );
    expect(await Promise.all(calls)).toEqual([
      ['["first"]', { "x-preview": "first" }],
      ["[]", {}],
      ['["third"]', { "x-preview": "third" }],
    ]);
    client.close();
  });

  test("leaves the app's own Metadata as it is, and what it says", async () => {
    const client = new grpc.Client(target, grpc.credentials.createInsecure(), options);
    const empty = new grpc.Metadata();
    const own = new grpc.Metadata();
    own.set("x-preview", "own");
    const calls = [empty, own].map((metadata) =>
      run({ "x-preview": "pr-1" }, () => call(client, metadata)),
    );
    expect((await Promise.all(calls)).map(([keys]) => keys)).toEqual(['["pr-1"]', '["own"]']);
    expect([empty.getMap(), own.getMap()]).toEqual([{}, { "x-preview": "own" }]);
    client.close();
  });
});

function call(client: grpc.Client, metadata: grpc.Metadata): Promise<[string, object]> {
  const { path, requestSerialize, responseDeserialize } = METHOD;
  const stream = client.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    "x",
    metadata,
  );
  return new Promise((resolve, reject) => {
    stream.on("error", reject);
    stream.on("data", (keys) => resolve([keys, propagationHeaders()]));
  });
}
