// Runs in the cluster: a gRPC call to an address with this metadata. Prints the name of the service that answers, and
// the call's status.
import { connect } from "node:http2";

const [address = "", metadata = "{}"] = process.argv.slice(2);
const session = connect(`http://${address}`);
const call = session.request({
  ":method": "POST",
  ":path": "/shop.Payments/Get",
  "content-type": "application/grpc",
  te: "trailers",
  ...JSON.parse(metadata),
});
let name: unknown;
call.on("response", (headers) => {
  name = headers["x-hop"];
});
call.on("trailers", (trailers) => console.log(`${name} ${trailers["grpc-status"]}`));
call.on("close", () => session.close());
call.resume();
// An empty message: not compressed, no octets.
call.end(Buffer.alloc(5));
