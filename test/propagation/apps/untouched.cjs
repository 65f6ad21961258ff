const modules = {
  http: require("node:http"),
  https: require("node:https"),
  http2: require("node:http2"),
  express: require("express"),
  fastify: require("fastify"),
  grpc: require("@grpc/grpc-js"),
  undici: require("undici"),
};

import("./chain.mjs").then(({ start }) => start(modules));
